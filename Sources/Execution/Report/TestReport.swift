/// What a test step reported.
package struct TestReport: Hashable, Codable, Sendable {
    package var cases: [TestCase]

    package init(cases: [TestCase]) { self.cases = cases }

    package var totals: Totals {
        var totals = Totals()
        for test in cases {
            switch test.outcome {
            case .passed: totals.passed += 1
            case .failed: totals.failed += 1
            case .errored: totals.errored += 1
            case .skipped: totals.skipped += 1
            }
            totals.seconds += test.seconds
        }
        return totals
    }

    /// How many cases had which outcome, and how long all took.
    package struct Totals: Hashable, Codable, Sendable {
        package var passed = 0
        package var failed = 0
        package var errored = 0
        package var skipped = 0
        package var seconds = 0.0

        package init() {}

        package var all: Int { passed + failed + errored + skipped }
    }
}

/// One test of a report.
package struct TestCase: Hashable, Codable, Sendable {
    /// The test's class or module if the report names it, otherwise its suite.
    package var suite: String
    package var name: String
    package var outcome: Outcome
    /// 0 if the report does not say.
    package var seconds: Double
    /// Why it did not pass, cut at `JUnitReport.longestMessage` bytes.
    package var message: String?

    package enum Outcome: String, Codable, Sendable, CaseIterable {
        case passed, failed, errored, skipped
    }

    package init(suite: String, name: String, outcome: Outcome, seconds: Double, message: String? = nil) {
        self.suite = suite
        self.name = name
        self.outcome = outcome
        self.seconds = seconds
        self.message = message
    }
}
