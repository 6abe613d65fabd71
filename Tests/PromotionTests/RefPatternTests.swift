import Promotion
import Testing

@Suite struct RefPatternTests {
    @Test(arguments: [
        ("main", "refs/heads/main", true),
        ("main", "refs/heads/maintenance", false),
        ("main", "refs/tags/main", false),
        ("release/*", "refs/heads/release/1.0", true),
        ("release/*", "refs/heads/release/1.0/hotfix", false),
        ("release/**", "refs/heads/release/1.0/hotfix", true),
        ("release/?.0", "refs/heads/release/1.0", true),
        ("refs/pull/*/head", "refs/pull/17/head", true),
        ("refs/pull/*/head", "refs/pull/17/merge", false),
        ("refs/merge-requests/*/head", "refs/merge-requests/4/head", true),
        ("*", "refs/heads/dev", true),
        ("*", "refs/heads/a/b", false),
    ])
    func matchesWholeNames(pattern: String, ref: String, expected: Bool) throws {
        let pattern = try #require(RefPattern(pattern))
        #expect(pattern.matches(try RefName(validating: ref)) == expected)
    }

    @Test(arguments: ["", "/main", "a b", "a..b", "x.lock", "refs/heads/", "a\u{0}b"])
    func refusesWhatGitWouldNotAllow(text: String) {
        #expect(RefPattern(text) == nil)
    }

    @Test func manyWildcardsDoNotBlowUp() throws {
        let pattern = try #require(RefPattern(String(repeating: "*a", count: 200) + "b"))
        #expect(!pattern.matches(try RefName(validating: "refs/heads/" + String(repeating: "a", count: 900))))
    }

    @Test func hostileNamesAreData() throws {
        let ref = try RefName(validating: "refs/heads/--upload-pack=$(id)")
        #expect(try #require(RefPattern("*")).matches(ref))
    }
}
