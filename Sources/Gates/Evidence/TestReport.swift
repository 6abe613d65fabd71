/// What the tests of one step did.
package struct TestReport: Hashable, Codable, Sendable {
    /// A case that did not run.
    package struct Skip: Hashable, Codable, Sendable {
        package var name: String
        /// What its author says why; nil or empty for nothing.
        package var reason: String?

        package init(name: String, reason: String?) {
            self.name = name
            self.reason = reason
        }
    }

    /// The step's name.
    package var step: String
    package var passed: Int
    /// The names of the cases that failed or broke off.
    package var failed: [String]
    package var skipped: [Skip]
    /// Why there is nothing to count, such as `the step wrote no report`; nil if there is.
    package var obstacle: String?

    package init(
        step: String, passed: Int = 0, failed: [String] = [], skipped: [Skip] = [], obstacle: String? = nil
    ) {
        self.step = step
        self.passed = passed
        self.failed = failed
        self.skipped = skipped
        self.obstacle = obstacle
    }

    /// Whether it is of a kind: the step's name, with or without `-tests`, `-test`, `_tests` or `_test` at its end.
    package func isOf(kind: String) -> Bool {
        step == kind || ["-tests", "-test", "_tests", "_test"].contains { step == kind + $0 }
    }
}
