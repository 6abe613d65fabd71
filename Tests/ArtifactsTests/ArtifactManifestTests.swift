import Artifacts
import Promotion
import Testing

@Suite("Artifact manifests")
struct ArtifactManifestTests {
    private func entry(_ path: String, digit: Character = "0", size: Int64 = 1) throws -> ArtifactManifest.Entry {
        let digest = try Digest(validating: String(repeating: digit, count: 64))
        return ArtifactManifest.Entry(
            path: try ArtifactPath(validating: path), object: StoredObject(digest: digest, size: size))
    }

    @Test("the order of the entries does not matter, everything else does")
    func digestPairs() throws {
        let (a, b) = (try entry("a"), try entry("b", digit: "1", size: 2))
        let digest = try ArtifactManifest([a, b]).digest
        #expect(try ArtifactManifest([b, a]).digest == digest)
        #expect(try ArtifactManifest([a]).digest != digest)
        #expect(try ArtifactManifest([a, entry("c", digit: "1", size: 2)]).digest != digest)
        #expect(try ArtifactManifest([a, entry("b", digit: "2", size: 2)]).digest != digest)
        #expect(try ArtifactManifest([a, entry("b", digit: "1", size: 3)]).digest != digest)
        #expect(try ArtifactManifest([]).digest != digest)
    }

    @Test("the canonical text is as documented, so its digest never changes")
    func canonicalText() throws {
        let manifest = try ArtifactManifest([entry("b/c", size: 12), entry("a")])
        let zeros = String(repeating: "0", count: 64)
        #expect(manifest.canonicalText == "sluice-artifacts-v1\n\(zeros) 1 a\n\(zeros) 12 b/c\n")
        #expect(manifest.byteCount == 13)
        // sha256sum of the text above
        #expect(manifest.digest.rawValue == "9e2e1bad68445ff35aa618b38a57ac519fa421d62a5920f582b9f48853a0e859")
    }

    @Test(
        "one path twice, or a file that is a folder, is refused",
        arguments: [["a", "a"], ["a", "a.b", "a/b"], ["a", "a/\u{301}b"]])
    func conflicts(_ paths: [String]) throws {
        let entries = try paths.map { try entry($0) }
        #expect { try ArtifactManifest(entries) } throws: { ($0 as? ArtifactError)?.code == .conflictingPaths }
    }
}
