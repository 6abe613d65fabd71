import CLibgit2
import Promotion

/// What an export will write: the whole tree of a commit, read and checked before the first file is made.
struct ExportPlan {
    /// One thing to write into the folder that is being filled.
    enum Node {
        case file(git_oid, isExecutable: Bool)
        case link(target: String)
        case folder([Entry])
    }

    /// A node under its name.
    struct Entry {
        let name: String
        let node: Node
    }

    private(set) var entries: [Entry] = []
    private(set) var files = 0
    private(set) var bytes = 0

    private let repository: OpenRepository
    private let limits: ExportLimits
    private let operation: String

    init(
        of tree: GitHandle, in repository: OpenRepository, limits: ExportLimits, operation: String
    ) throws(GitError) {
        self.repository = repository
        self.limits = limits
        self.operation = operation
        entries = try read(tree, at: "", depth: 0)
        if let problem = LinkRules.problem(in: entries) { throw refusal(problem) }
    }

    private mutating func read(_ tree: GitHandle, at path: String, depth: Int) throws(GitError) -> [Entry] {
        guard depth <= limits.depth else {
            throw tooLarge("folder \(path.quotedForMessage) is more than \(limits.depth) folders deep")
        }
        let count = git_tree_entrycount(tree.pointer)
        var entries: [Entry] = []
        entries.reserveCapacity(min(count, limits.files))
        var names: Set<String> = []
        for index in 0..<count {
            guard let entry = git_tree_entry_byindex(tree.pointer, index) else { continue }
            let isLink = git_tree_entry_filemode(entry) == GIT_FILEMODE_LINK
            let name = try checkedName(of: entry, at: path, isLink: isLink)
            guard names.insert(name).inserted else {
                throw refusal("\((path + name).quotedForMessage) is there twice")
            }
            entries.append(Entry(name: name, node: try read(entry, at: path + name, depth: depth)))
        }
        return entries
    }

    private func checkedName(of entry: OpaquePointer, at path: String, isLink: Bool) throws(GitError) -> String {
        guard let raw = git_tree_entry_name(entry), let name = String(validatingCString: raw) else {
            throw refusal("a name in folder \(path.quotedForMessage) is not UTF-8")
        }
        if let problem = EntryNameRules.problem(in: name, isLink: isLink) {
            throw refusal("\((path + name).quotedForMessage) \(problem)")
        }
        return name
    }

    private mutating func read(_ entry: OpaquePointer, at path: String, depth: Int) throws(GitError) -> Node {
        guard let id = git_tree_entry_id(entry)?.pointee else {
            throw refusal("\(path.quotedForMessage) has no object")
        }
        switch git_tree_entry_filemode(entry) {
        case GIT_FILEMODE_TREE:
            // Folders count as well, or a small commit could unfold into endless empty ones.
            try count(path, bytes: 0)
            let tree = try repository.object(
                id, type: GIT_OBJECT_TREE, limit: TreeLimits.largestTree, operation: operation)
            return .folder(try read(tree, at: path + "/", depth: depth + 1))
        case GIT_FILEMODE_LINK:
            try count(path, bytes: 0)
            return .link(target: try target(of: id, at: path))
        case GIT_FILEMODE_COMMIT:
            throw refusal("\(path.quotedForMessage) is a submodule; put its files into the repository itself")
        case GIT_FILEMODE_BLOB, GIT_FILEMODE_BLOB_EXECUTABLE:
            guard let header = repository.header(of: id), header.type == GIT_OBJECT_BLOB else {
                throw GitError(
                    .corrupt, operation: operation, message: "the content of \(path.quotedForMessage) is missing")
            }
            try count(path, bytes: header.size)
            return .file(id, isExecutable: git_tree_entry_filemode(entry) == GIT_FILEMODE_BLOB_EXECUTABLE)
        default:
            throw refusal("\(path.quotedForMessage) is of an unknown kind")
        }
    }

    private func target(of id: git_oid, at path: String) throws(GitError) -> String {
        let blob = try repository.object(
            id, type: GIT_OBJECT_BLOB, limit: TreeLimits.longestLink, operation: operation)
        let content = UnsafeRawBufferPointer(
            start: git_blob_rawcontent(blob.pointer), count: Int(git_blob_rawsize(blob.pointer)))
        guard let target = String(validating: content, as: UTF8.self), !target.isEmpty,
            !target.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else { throw refusal("link \(path.quotedForMessage) has a target that is no path") }
        return target
    }

    private mutating func count(_ path: String, bytes size: Int) throws(GitError) {
        files += 1
        guard files <= limits.files else { throw tooLarge("there are more than \(limits.files) files and folders") }
        guard size <= limits.bytesOfOneFile else {
            throw tooLarge("\(path.quotedForMessage) has \(size) bytes, more than \(limits.bytesOfOneFile)")
        }
        bytes += size
        guard bytes <= limits.bytes else { throw tooLarge("the files have more than \(limits.bytes) bytes together") }
    }

    private func refusal(_ message: String) -> GitError { GitError(.refused, operation: operation, message: message) }

    private func tooLarge(_ message: String) -> GitError { GitError(.tooLarge, operation: operation, message: message) }
}
