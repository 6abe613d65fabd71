/// Tests that must have run and passed.
package struct TestsCheck: Hashable, Codable, Sendable {
    /// Kinds of tests, such as `unit`: names of test steps, with or without `-tests` at their end.
    package var kinds: [String]
    /// How many cases must at least have passed, of these kinds together.
    package var least: Int
    package var skips: SkipRule

    package init(kinds: [String], least: Int = 1, skips: SkipRule = .explained) {
        self.kinds = kinds
        self.least = least
        self.skips = skips
    }
}

/// Which skipped test cases a gate bears.
package enum SkipRule: String, Codable, Sendable, CaseIterable {
    /// Those that say why.
    case explained
    /// None.
    case none
    case any
}
