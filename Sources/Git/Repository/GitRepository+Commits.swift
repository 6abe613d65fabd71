import CLibgit2
package import Promotion

extension GitRepository {
    /// A commit's own record. Fails with `notFound` if it is not in the repository.
    package func commit(_ id: CommitID) throws(GitError) -> CommitInfo {
        let commit = try commitHandle(id).pointer
        let parents = (0..<git_commit_parentcount(commit)).compactMap { index in
            git_commit_parent_id(commit, index).map { CommitID(checked: hexadecimal($0.pointee)) }
        }
        guard let tree = git_commit_tree_id(commit) else {
            throw GitError(.corrupt, operation: reading(id), message: "the commit names no tree")
        }
        let message = git_commit_message(commit).map { String(cString: $0) } ?? ""
        return CommitInfo(
            id: id, tree: TreeID(checked: hexadecimal(tree.pointee)), parents: parents,
            author: signature(git_commit_author(commit)), committer: signature(git_commit_committer(commit)),
            summary: String(message.drop(while: \.isNewline).prefix(while: { !$0.isNewline }).prefix(1024)),
            message: String(decoding: message.utf8.prefix(64 << 10), as: UTF8.self))
    }

    /// The id of a commit's files as a whole.
    package func tree(of id: CommitID) throws(GitError) -> TreeID { try commit(id).tree }

    /// Whether `ancestor` is `descendant` or can be reached from it. Both must be in the repository.
    package func isAncestor(_ ancestor: CommitID, of descendant: CommitID) throws(GitError) -> Bool {
        _ = try commitHandle(ancestor)
        _ = try commitHandle(descendant)
        guard ancestor != descendant else { return true }
        let repository = try repository().pointer
        var (upper, lower) = (objectID(ancestor.rawValue), objectID(descendant.rawValue))
        return try check("following the history of commit '\(descendant)'") {
            git_graph_descendant_of(repository, &lower, &upper)
        } == 1
    }

    /// The best common ancestor, or nil if the histories have nothing in common.
    package func mergeBase(of left: CommitID, and right: CommitID) throws(GitError) -> CommitID? {
        _ = try commitHandle(left)
        _ = try commitHandle(right)
        let repository = try repository().pointer
        var (one, two, base) = (objectID(left.rawValue), objectID(right.rawValue), git_oid())
        let result = git_merge_base(&base, repository, &one, &two)
        if result == GIT_ENOTFOUND.rawValue {
            git_error_clear()
            return nil
        }
        try check("finding where '\(left)' and '\(right)' meet") { result }
        return CommitID(checked: hexadecimal(base))
    }

    func commitHandle(_ id: CommitID) throws(GitError) -> GitHandle {
        try repository().object(objectID(id.rawValue), type: GIT_OBJECT_COMMIT, limit: 4 << 20, operation: reading(id))
    }

    private func reading(_ id: CommitID) -> String { "reading commit '\(id)' of \(path.quotedForMessage)" }

    private func signature(_ pointer: UnsafePointer<git_signature>?) -> CommitInfo.Signature {
        guard let pointer else {
            return CommitInfo.Signature(name: "", email: "", time: Timestamp(milliseconds: 0))
        }
        let (milliseconds, overflow) = pointer.pointee.when.time.multipliedReportingOverflow(by: 1000)
        return CommitInfo.Signature(
            name: pointer.pointee.name.map { String(cString: $0) } ?? "",
            email: pointer.pointee.email.map { String(cString: $0) } ?? "",
            time: Timestamp(milliseconds: overflow ? 0 : milliseconds))
    }
}
