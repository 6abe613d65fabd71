import Promotion

// Names that the tests write down themselves need no check.

extension ProjectName: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(checked: text) }
}

extension EnvironmentName: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(checked: text) }
}

extension RefName: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(checked: text) }
}

extension StepKey: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(checked: text) }
}

extension ModelName: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(checked: text) }
}
