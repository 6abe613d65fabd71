package import Promotion

/// What a commit says of itself. Names, addresses and text are the author's claims: show them, never decide by them.
package struct CommitInfo: Hashable, Sendable {
    /// Somebody named in a commit, and when.
    package struct Signature: Hashable, Sendable {
        package let name: String
        package let email: String
        package let time: Timestamp
    }

    package let id: CommitID
    package let tree: TreeID
    /// None for a first commit, several for a merge.
    package let parents: [CommitID]
    package let author: Signature
    package let committer: Signature
    /// The first line.
    package let summary: String
    /// The whole text, cut at 64 KiB; bytes that are not UTF-8 are replaced.
    package let message: String
}
