import CLibgit2
package import Promotion

extension GitRepository {
    /// The commits that can be reached from `tip` and not from `base`, at most `limit`, `tip` first. Without `base`, or where it is not in
    /// the repository any more, what `tip` brought: itself, and for a merge what can be reached only through its further parents.
    package func commits(
        from tip: CommitID, since base: CommitID?, limit: Int
    ) throws(GitError) -> [CommitInfo] {
        let info = try commit(tip)
        var hidden = info.parents.first
        if let base, (try? commitHandle(base)) != nil { hidden = base }
        let operation = "walking the history of commit '\(tip)'"
        let repository = try repository().pointer
        let walk = try makeHandle(operation, free: git_revwalk_free) { git_revwalk_new(&$0, repository) }
        try check(operation) { git_revwalk_sorting(walk.pointer, GIT_SORT_TOPOLOGICAL.rawValue) }
        var start = objectID(tip.rawValue)
        try check(operation) { git_revwalk_push(walk.pointer, &start) }
        if let hidden {
            var end = objectID(hidden.rawValue)
            try check(operation) { git_revwalk_hide(walk.pointer, &end) }
        }
        var found: [CommitInfo] = []
        var next = git_oid()
        while found.count < limit {
            let result = git_revwalk_next(&next, walk.pointer)
            if result == GIT_ITEROVER.rawValue {
                git_error_clear()
                break
            }
            try check(operation) { result }
            found.append(try commit(CommitID(checked: hexadecimal(next))))
        }
        return found
    }

    /// The id of what a commit has at a path, file or folder; nil if there is nothing.
    package func entryID(at path: String, in commit: CommitID) throws(GitError) -> String? {
        let operation = "looking up \(path.quotedForMessage) of commit '\(commit)'"
        let tree = try topTree(of: commit, operation: operation)
        guard let entry = try entry(at: path, in: tree, operation: operation),
            let id = git_tree_entry_id(entry.pointer)
        else { return nil }
        return hexadecimal(id.pointee)
    }
}
