import Promotion
import Testing

@Suite struct RefPatternOverlapTests {
    @Test(
        arguments: [
            ("main", "main", "main"), ("main", "dev", nil), ("main", "*", "main"), ("release/*", "*", nil),
            ("release/*", "**", "release/x"), ("release/*", "release/1.*", "release/1."),
            ("release/*", "*/hotfix", "release/hotfix"),
            ("a*", "*b", "ab"), ("a*c", "*b", nil), ("?", "??", nil), ("?", "*", "x"), ("*", "*", "x"),
            ("refs/pull/*/head", "*", nil), ("refs/heads/x", "x", "x"), ("refs/**", "main", "main"),
            ("refs/pull/*/head", "refs/pull/1?/head", "refs/pull/1x/head"), ("a/**/b", "a/*/b", "a/x/b"),
        ] as [(String, String, String?)])
    func sharedReferencesAreFound(left: String, right: String, shared: String?) throws {
        let (a, b) = (try #require(RefPattern(left)), try #require(RefPattern(right)))
        var work = 100_000
        #expect(a.reference(sharedWith: b, work: &work) == shared)
        if let shared, let ref = RefName(rawValue: shared.hasPrefix("refs/") ? shared : "refs/heads/" + shared) {
            #expect(a.matches(ref) && b.matches(ref))
        }
        let reversed = b.reference(sharedWith: a, work: &work)
        #expect((reversed == nil) == (shared == nil))
    }

    @Test func theSearchStopsWhenItsWorkIsUsedUp() throws {
        let a = try #require(RefPattern(String(repeating: "*a", count: 60) + "y"))
        let b = try #require(RefPattern(String(repeating: "*a", count: 60) + "z"))
        var work = 500
        #expect(a.reference(sharedWith: b, work: &work) == nil)
        #expect(work == 0)
    }
}
