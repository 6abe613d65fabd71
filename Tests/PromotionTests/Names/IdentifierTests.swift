import Promotion
import Testing

/// Keys, ids, digests, and how hostile text is shown.
@Suite struct IdentifierTests {
    @Test func aStepKeyKnowsItsStepAndVersion() throws {
        let plain = try StepKey(validating: "train")
        #expect(plain.step.rawValue == "train" && plain.modelVersion == nil)
        let scored = try StepKey(validating: "evaluate@v12")
        #expect(scored.step.rawValue == "evaluate" && scored.modelVersion == 12)
        #expect(scored == StepKey(StepName(checked: "evaluate"), modelVersion: 12))
    }

    @Test(arguments: [
        "", "@v1", "a@", "a@1", "a@v", "a@v-1", "a@v+1", "a@v0", "a@v01", "a@v1@v2", "a@v99999999999999999999",
        "a b@v1",
        "../a@v1", "a@v1/..", "a@V1",
    ])
    func aStepKeyHasOneSpelling(text: String) { #expect(StepKey(rawValue: text) == nil) }

    @Test func digestsAndCommitsAreLowerCaseHexadecimal() {
        #expect(Digest(rawValue: String(repeating: "0f", count: 32))?.short == "0f0f0f0f0f0f")
        #expect(CommitID(rawValue: String(repeating: "ab", count: 20))?.short == "abababa")
        for bad in ["", "xyz", String(repeating: "AB", count: 32), String(repeating: "0", count: 63)] {
            #expect(Digest(rawValue: bad) == nil)
            #expect(CommitID(rawValue: bad) == nil)
        }
        #expect(CommitID(rawValue: String(repeating: "\u{FF10}", count: 40)) == nil)
        #expect(Digest(rawValue: String(repeating: "0", count: 63) + "\u{301}") == nil)
    }

    @Test(arguments: [
        ("churn", "'churn'"),
        ("\u{1B}[31mred\u{1B}[0m", #"'\u{1b}[31mred\u{1b}[0m'"#),
        ("a\u{9B}2Jb", #"'a\u{9b}2Jb'"#),
        ("user\u{202E}gpj.exe", #"'user\u{202e}gpj.exe'"#),
        ("a\u{2066}b\u{200B}c\u{FEFF}", #"'a\u{2066}b\u{200b}c\u{feff}'"#),
        ("line\r\nfeed\u{2028}", #"'line\u{d}\u{a}feed\u{2028}'"#),
        ("nul\u{0}bell\u{7}", #"'nul\u{0}bell\u{7}'"#),
        ("modèle 模型", "'modèle 模型'"),
        ("", "''"),
    ])
    func hostileTextIsShownAndNotObeyed(text: String, shown: String) { #expect(text.quotedForMessage == shown) }

    @Test func longTextIsCut() {
        let shown = String(repeating: "a", count: 10_000).quotedForMessage
        #expect(shown == "'" + String(repeating: "a", count: 80) + "…'")
    }
}
