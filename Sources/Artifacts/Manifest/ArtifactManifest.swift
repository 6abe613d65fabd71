package import Promotion

/// The named objects of one model or run, with one digest for all of them.
///
/// The digest is the SHA-256 of `canonicalText`: the line `sluice-artifacts-v1`, then for every artifact, in the order of the
/// paths' bytes, a line of its digest, a space, its size in decimal, a space, and its path; each line ends with a line feed. A path
/// has no control characters, so no two lists give the same text.
package struct ArtifactManifest: Hashable, Sendable {
    /// One artifact.
    package struct Entry: Hashable, Codable, Sendable {
        package let path: ArtifactPath
        package let object: StoredObject

        package init(path: ArtifactPath, object: StoredObject) {
            self.path = path
            self.object = object
        }
    }

    /// Sorted by the bytes of their paths.
    package let entries: [Entry]

    /// Sorts `entries`; refuses a path that occurs twice or is both a file and a folder.
    package init(_ entries: [Entry]) throws(ArtifactError) {
        self.entries = entries.sorted { $0.path < $1.path }
        var files: Set<ArtifactPath> = []
        for entry in self.entries where !files.insert(entry.path).inserted {
            throw Self.conflict("the path \(entry.path.rawValue.quotedForMessage) occurs twice")
        }
        for entry in self.entries {
            if let file = entry.path.folders.first(where: files.contains) {
                throw Self.conflict("\(file.rawValue.quotedForMessage) is both a file and a folder")
            }
        }
    }

    private static func conflict(_ message: String) -> ArtifactError {
        ArtifactError(.conflictingPaths, operation: "listing artifacts", message)
    }

    package var canonicalText: String {
        var text = "sluice-artifacts-v1\n"
        for entry in entries { text += "\(entry.object.digest) \(entry.object.size) \(entry.path)\n" }
        return text
    }

    package var digest: Digest {
        var hasher = ContentHasher()
        hasher.update(Array(canonicalText.utf8))
        return hasher.digest
    }

    /// The sum of the sizes in bytes.
    package var byteCount: Int64 { entries.reduce(0) { $0 + $1.object.size } }
}
