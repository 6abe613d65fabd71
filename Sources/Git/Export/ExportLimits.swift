/// The bounds of an export: beyond them it is refused before anything is written.
package struct ExportLimits: Hashable, Sendable {
    /// Files and links together.
    package var files = 100_000
    /// Sum of all files, in bytes.
    package var bytes = 4 << 30
    /// A single file, in bytes. One file at a time is held in memory.
    package var bytesOfOneFile = 512 << 20
    /// Folders inside folders.
    package var depth = 64

    package init() {}
}

/// Bounds of reading that nobody needs to configure.
enum TreeLimits {
    /// Bytes of a single tree object: about half a million entries.
    static let largestTree = 32 << 20
    /// Bytes of a link's target.
    static let longestLink = 4096
}

/// What an export wrote.
package struct Export: Hashable, Sendable {
    package let files: Int
    package let bytes: Int
    /// Files that are Git LFS pointers: written as they are, the content they stand for is not fetched.
    package let largeFilePointers: [String]
}
