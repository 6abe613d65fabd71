import CLibgit2
import Promotion

/// What a connected remote says of its references.
enum RemoteHeads {
    /// Annotated tags come as two lines, the second named `…^{}` with what the tag leads to.
    static func read(
        from remote: GitHandle, matching patterns: [RefPattern], operation: String
    ) throws(GitError) -> RefListing {
        var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        try check(operation) { git_remote_ls(&heads, &count, remote.pointer) }
        let prefixes = Set(patterns.map(\.literalPrefix))
        var tips: [RefName: CommitID] = [:]
        var passedOver: Set<String> = []
        var defaultBranch: RefName?
        for index in 0..<count {
            guard let head = heads?[index]?.pointee, let raw = head.name else { continue }
            let text = String(cString: raw)
            if text == "HEAD", let target = head.symref_target {
                defaultBranch = String(validatingCString: target).flatMap(RefName.init(rawValue:))
            }
            guard prefixes.contains(where: { text.hasPrefix($0) }) else { continue }
            let peeled = text.hasSuffix("^{}") ? String(text.dropLast(3)) : text
            guard let name = RefName(rawValue: peeled), String(validatingCString: raw) != nil else {
                passedOver.insert(peeled)
                continue
            }
            if patterns.contains(where: { $0.matches(name) }) { tips[name] = CommitID(checked: hexadecimal(head.oid)) }
        }
        return RefListing(
            tips: tips.map { RefTip(name: $0.key, commit: $0.value) },
            passedOver: passedOver.map { PassedOverRef(name: $0, reason: .invalidName) }, defaultBranch: defaultBranch)
    }
}
