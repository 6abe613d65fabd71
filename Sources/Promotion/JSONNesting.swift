/// How deep JSON is nested, before anything is decoded that calls itself for each level.
package enum JSONNesting {
    /// The deepest level of brackets: an upper bound that costs no stack. Those that open in a text count while it lasts; those that
    /// close in one do not, since they close nothing.
    package static func depth(of bytes: [UInt8]) -> Int {
        var (depth, deepest) = (0, 0)
        // The level at which the text began that goes on; nil between texts.
        var outer: Int?
        var isEscaped = false
        for byte in bytes {
            guard !isEscaped else {
                isEscaped = false
                continue
            }
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(depth - 1, outer ?? .min)
            case UInt8(ascii: "\""):
                (depth, outer) = (outer ?? depth, outer == nil ? depth : nil)
            case UInt8(ascii: "\\"): isEscaped = outer != nil
            default: break
            }
        }
        return deepest
    }
}
