import CLibgit2
import Glibc
import Promotion

/// An open handle on one repository, and which folder it was opened on.
///
/// libgit2 reads the repository's own configuration once, while opening, to learn its format. Then an empty one takes its place,
/// so that nothing in it (`core.*`, `url.*.insteadOf`, filters) changes what is read or fetched. Alternates, and `.git` files that
/// point elsewhere, are followed as git does: whoever can write into a repository's folder decides what it has, with the rights
/// of this process.
final class OpenRepository {
    let pointer: OpaquePointer
    private let handle: GitHandle
    private let identity: FileIdentity
    /// Kept open so that the system cannot give the folder's inode number to another one, which would look the same.
    private let anchor: Int32

    /// Opens a bare repository, or a folder with a `.git`; parents are not searched.
    init(path: String) throws(GitError) {
        GitLibrary.start()
        let operation = "opening \(path.quotedForMessage)"
        guard path.hasPrefix("/"), !path.utf8.contains(0) else {
            throw GitError(.noRepository, operation: operation, message: "the path is not absolute")
        }
        do {
            handle = try makeHandle(operation, free: git_repository_free) {
                git_repository_open_ext(&$0, path, GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue, nil)
            }
        } catch let error {
            throw error.code == .notFound || error.code == .fileSystem
                ? GitError(.noRepository, operation: operation, message: "there is no repository", cause: error) : error
        }
        pointer = handle.pointer
        let empty = try makeHandle(operation, free: git_config_free) { git_config_new(&$0) }
        try check(operation) { [pointer] in git_repository_set_config(pointer, empty.pointer) }
        let folder = String(cString: git_repository_commondir(pointer))
        anchor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard anchor >= 0, let identity = FileIdentity(descriptor: anchor) else {
            throw systemError(errno, operation: operation, object: "opening \(folder.quotedForMessage)")
        }
        self.identity = identity
    }

    deinit { close(anchor) }

    /// The folder that holds references and objects; ends in a slash.
    var commonFolder: String { String(cString: git_repository_commondir(pointer)) }

    /// Whether some object was missing or damaged. libgit2 remembers a pack that it could not read, mended or not.
    private var isSuspect = false

    /// Whether this handle can go on being used: the folder is still the one that was opened, and all was well so far.
    var isCurrent: Bool { !isSuspect && FileIdentity(path: commonFolder) == identity }

    /// The type and size of an object, without reading it; nil if it is not there or cannot be read.
    func header(of id: git_oid) -> (type: git_object_t, size: Int)? {
        var id = id
        var database: OpaquePointer?
        guard git_repository_odb(&database, pointer) == 0, let database else { return nil }
        defer { git_odb_free(database) }
        var size = 0
        var type = GIT_OBJECT_INVALID
        guard git_odb_read_header(&size, &type, database, &id) == 0 else {
            git_error_clear()
            isSuspect = true
            return nil
        }
        return (type, size)
    }

    /// Reads an object after checking its type and size, so that a huge one is never loaded.
    func object(_ id: git_oid, type: git_object_t, limit: Int, operation: String) throws(GitError) -> GitHandle {
        guard let header = header(of: id) else {
            throw missing(id, operation: operation)
        }
        guard header.type == type else {
            throw GitError(.notFound, operation: operation, message: "object '\(hexadecimal(id))' is of another kind")
        }
        guard header.size <= limit else {
            throw GitError(
                .tooLarge, operation: operation,
                message: "object '\(hexadecimal(id))' has \(header.size) bytes, more than \(limit)")
        }
        var id = id
        do {
            return try makeHandle(operation, free: git_object_free) { git_object_lookup(&$0, pointer, &id, type) }
        } catch let error {
            isSuspect = true
            throw GitError(.corrupt, operation: operation, message: error.message, cause: error)
        }
    }

    private func missing(_ id: git_oid, operation: String) -> GitError {
        let shallow = git_repository_is_shallow(pointer) == 1
        return GitError(
            .notFound, operation: operation,
            message: "object '\(hexadecimal(id))' is not in the repository or is damaged"
                + (shallow ? "; the repository is a shallow clone: fetch its whole history" : ""))
    }
}

/// Which file or folder a path leads to.
struct FileIdentity: Hashable {
    let device: UInt
    let number: UInt

    /// - Returns: nil if there is nothing at `path`.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        device = UInt(status.st_dev)
        number = UInt(status.st_ino)
    }
}
