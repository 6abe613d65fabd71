import CLibgit2
import Glibc
import Promotion

/// Writes a checked plan into a fresh folder, each entry relative to its open parent and never through a link.
///
/// Content is written as it was committed: no line-ending conversion, no filters, no attributes.
struct TreeWriter {
    private(set) var largeFilePointers: [String] = []

    private let repository: OpenRepository
    private let operation: String

    init(repository: OpenRepository, operation: String) {
        self.repository = repository
        self.operation = operation
    }

    /// Fills the folder open as `folder`.
    mutating func write(_ entries: [ExportPlan.Entry], into folder: Int32, at path: String = "") throws(GitError) {
        for entry in entries {
            let place = path + entry.name
            switch entry.node {
            case .file(let id, let isExecutable):
                try write(id, named: entry.name, mode: isExecutable ? 0o755 : 0o644, into: folder, at: place)
            case .link(let target):
                guard symlinkat(target, folder, entry.name) == 0 else { throw failure(place) }
            case .folder(let children):
                guard mkdirat(folder, entry.name, 0o755) == 0 else { throw failure(place) }
                let child = openat(folder, entry.name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                guard child >= 0 else { throw failure(place) }
                defer { Glibc.close(child) }
                try write(children, into: child, at: place + "/")
            }
        }
    }

    private mutating func write(
        _ id: git_oid, named name: String, mode: mode_t, into folder: Int32, at place: String
    ) throws(GitError) {
        var id = id
        let repository = repository.pointer
        let blob: GitHandle
        do {
            blob = try makeHandle(operation, free: git_blob_free) { git_blob_lookup(&$0, repository, &id) }
        } catch let error {
            throw GitError(
                .corrupt, operation: operation, message: "the content of \(place.quotedForMessage) cannot be read",
                cause: error)
        }
        let content = UnsafeRawBufferPointer(
            start: git_blob_rawcontent(blob.pointer), count: Int(git_blob_rawsize(blob.pointer)))
        if content.count < 1024, content.starts(with: "version https://git-lfs.github.com/spec/".utf8) {
            largeFilePointers.append(place)
        }
        let file = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard file >= 0 else { throw failure(place) }
        var written = 0
        while written < content.count {
            let count = Glibc.write(file, content.baseAddress?.advanced(by: written), content.count - written)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let error = failure(place)
                Glibc.close(file)
                throw error
            }
            written += count
        }
        guard Glibc.close(file) == 0 else { throw failure(place) }
    }

    private func failure(_ place: String) -> GitError {
        systemError(errno, operation: operation, object: "writing \(place.quotedForMessage)")
    }
}

/// An error of the operating system, in its own words.
func systemError(_ number: Int32, operation: String, object: String) -> GitError {
    GitError(.fileSystem, operation: operation, message: "\(object) failed: \(String(cString: strerror(number)))")
}
