package import Promotion

/// An object as the store holds it: what its bytes are, and how many.
package struct StoredObject: Hashable, Codable, Sendable {
    package let digest: Digest
    /// In bytes.
    package let size: Int64

    package init(digest: Digest, size: Int64) {
        self.digest = digest
        self.size = size
    }
}
