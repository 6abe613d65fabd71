import Artifacts
import Promotion
import Testing

@Suite("Artifact paths")
struct ArtifactPathTests {
    @Test(
        "S-01: hostile paths are refused",
        arguments: [
            "", "/etc/passwd", "//etc/passwd", "..", "../x", "a/../../x", "a/..", "a/./b", ".", "./a", "a//b", "a/",
            "/",
            "..\\x", "a\\b", "a\0b", "a\nb", "a\u{7F}b", "a\u{85}b", "a\u{2028}b", "file:///etc/passwd", "a\u{FFFD}b",
            String(repeating: "a", count: 256), String(repeating: "ab/", count: 400) + "a",
        ])
    func refuses(_ text: String) {
        #expect(throws: InvalidName.self) { try ArtifactPath(validating: text) }
    }

    @Test("overlong UTF-8 is not a dot")
    func refusesOverlongEncoding() {
        let decoded = String(decoding: [0xC0, 0xAE, 0xC0, 0xAE, 0x2F, 0x78], as: UTF8.self)
        #expect(throws: InvalidName.self) { try ArtifactPath(validating: decoded) }
    }

    @Test(
        "names that only look dangerous are data",
        arguments: [
            "model/MLmodel", "a", "..a", "a..", "...", "a;b", "#../x".replacingSlashes, "%2e%2e", "a?b=c", "~", "a b",
            "données/é.txt",
            "．．", ".hidden", String(repeating: "a", count: 255),
        ])
    func accepts(_ text: String) throws {
        #expect(try ArtifactPath(validating: text).rawValue == text)
    }

    @Test("composed and decomposed accents are two paths")
    func comparesBytes() throws {
        let composed = try ArtifactPath(validating: "\u{E9}")
        let decomposed = try ArtifactPath(validating: "e\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(decomposed < composed)
    }
}

extension String {
    fileprivate var replacingSlashes: String { String(map { $0 == "/" ? "-" : $0 }) }
}
