import CLibgit2
package import Promotion

/// A regular file in a commit.
package struct FileEntry: Hashable, Sendable {
    /// The last part of its path.
    package let name: String
    /// In bytes.
    package let size: Int
}

extension GitRepository {
    /// The regular files directly in a folder of a commit, by name; none if there is no such folder. Links, submodules, folders and
    /// names that are not UTF-8 are left out.
    /// A folder is a path such as `environments`; empty means the top.
    package func files(under folder: String, at commit: CommitID) throws(GitError) -> [FileEntry] {
        let operation = "listing \(folder.quotedForMessage) of commit '\(commit)'"
        var tree = try topTree(of: commit, operation: operation)
        if !folder.isEmpty {
            guard let entry = try entry(at: folder, in: tree, operation: operation),
                git_tree_entry_type(entry.pointer) == GIT_OBJECT_TREE, let id = git_tree_entry_id(entry.pointer)
            else { return [] }
            tree = try repository().object(
                id.pointee, type: GIT_OBJECT_TREE, limit: TreeLimits.largestTree, operation: operation)
        }
        var found: [FileEntry] = []
        for index in 0..<git_tree_entrycount(tree.pointer) {
            guard let entry = git_tree_entry_byindex(tree.pointer, index), isRegularFile(entry),
                let name = git_tree_entry_name(entry), let text = String(validatingCString: name),
                let id = git_tree_entry_id(entry), let header = try repository().header(of: id.pointee)
            else { continue }
            found.append(FileEntry(name: text, size: header.size))
        }
        return found
    }

    /// The bytes of a file in a commit, or nil if there is none at the path.
    ///
    /// A link, a folder or a submodule is refused, and so is a file of more than `limit` bytes, before it is read.
    package func file(_ filePath: String, at commit: CommitID, limit: Int) throws(GitError) -> [UInt8]? {
        let operation = "reading \(filePath.quotedForMessage) of commit '\(commit)'"
        let tree = try topTree(of: commit, operation: operation)
        guard let entry = try entry(at: filePath, in: tree, operation: operation) else { return nil }
        guard isRegularFile(entry.pointer), let id = git_tree_entry_id(entry.pointer) else {
            throw GitError(.refused, operation: operation, message: "it is not a regular file")
        }
        let blob = try repository().object(id.pointee, type: GIT_OBJECT_BLOB, limit: limit, operation: operation)
        guard let bytes = git_blob_rawcontent(blob.pointer) else { return [] }
        return Array(UnsafeRawBufferPointer(start: bytes, count: Int(git_blob_rawsize(blob.pointer))))
    }

    func topTree(of commit: CommitID, operation: String) throws(GitError) -> GitHandle {
        let handle = try commitHandle(commit)
        guard let id = git_commit_tree_id(handle.pointer) else {
            throw GitError(.corrupt, operation: operation, message: "the commit names no tree")
        }
        return try repository().object(
            id.pointee, type: GIT_OBJECT_TREE, limit: TreeLimits.largestTree, operation: operation)
    }

    func entry(at path: String, in tree: GitHandle, operation: String) throws(GitError) -> GitHandle? {
        guard !path.isEmpty, !path.utf8.contains(0), !path.hasPrefix("/"), !path.hasSuffix("/") else {
            throw GitError(.refused, operation: operation, message: "the path is not one inside a repository")
        }
        do {
            return try makeHandle(operation, free: git_tree_entry_free) {
                git_tree_entry_bypath(&$0, tree.pointer, path)
            }
        } catch let error {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }

    private func isRegularFile(_ entry: OpaquePointer) -> Bool {
        let mode = git_tree_entry_filemode(entry)
        return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE
    }
}
