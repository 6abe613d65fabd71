enum BoundedStream { static func register() {} }
