@testable import Definitions
import Promotion
import Testing

/// The schema's patterns are a second spelling of `Promotion`'s rules; both must say the same.
@Suite struct NamePatternTests {
    private static let samples = [
        "a", "A", "_", "-", ".", "1", "a-b", "a.b", "a_b", "a b", "a/b", "-a", "a-", "é", "a\n", "", "0a", "prod",
        "Prod", "a--b",
    ]

    @Test(arguments: samples)
    func bothSpellingsOfARuleAgree(text: String) throws {
        #expect(try matches(NamePattern.identifier, text) == (StepName.problem(in: text) == nil))
        #expect(try matches(NamePattern.identifier, text) == (DatasetName.problem(in: text) == nil))
        #expect(try matches(NamePattern.label, text) == (EnvironmentName.problem(in: text) == nil))
    }

    private func matches(_ pattern: String, _ text: String) throws -> Bool {
        try text.wholeMatch(of: Regex(pattern)) != nil
    }
}
