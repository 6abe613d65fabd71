internal import Glibc
internal import Promotion

/// A file or a folder of files whose version is the digest of its bytes.
///
/// The digest is the SHA-256 of what `sha256sum` prints for all files, sorted by the bytes of their paths from the root: the definition
/// and a shell line that checks it are in `docs/datasets.md`. Modes, times, owners and empty folders do not count.
struct FileTree {
    static let operation = "reading a dataset's files"
    private static let maximumDepth = 128

    /// The absolute path of the file or folder.
    let root: String
    private let isCancelled: () -> Bool
    private var entries: [FileTreeEntry] = []
    private var byteCount: Int64 = 0
    private var profile = TreeProfile()

    init(root: String, isCancelled: @escaping () -> Bool) {
        self.root = root
        self.isCancelled = isCancelled
    }

    /// Reads every byte of the tree. `binding` is recorded as it is.
    mutating func version(binding: DatasetBinding) throws(DatasetError) -> DatasetVersion {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        let top = try OpenDescriptor.file(root, Self.operation)
        if try top.status(Self.operation, on: root.quotedPath).isFolder {
            try visitFolder(top, FileTreePath(), depth: 0, buffer)
        } else {
            try visitFile(top, FileTreePath(bytes: Array(".".utf8)), buffer)
        }
        entries.sort { $0.path < $1.path }
        let digest = FileTreeEntry.digest(of: entries)
        return DatasetVersion(
            version: digest.rawValue, digest: digest, location: root, binding: binding, timestamp: nil, schema: nil,
            fileCount: entries.count, byteCount: byteCount, rowCount: nil)
    }

    /// What the files contain. Empty before `version` was asked for.
    var contents: DatasetContents { profile.contents(files: entries.map(\.digest)) }

    private mutating func visitFolder(
        _ folder: borrowing OpenDescriptor, _ path: FileTreePath, depth: Int, _ buffer: UnsafeMutableRawBufferPointer
    ) throws(DatasetError) {
        guard depth < Self.maximumDepth else {
            throw DatasetError(
                .tooLarge, operation: Self.operation,
                "\(shown(path)) is nested more than \(Self.maximumDepth) folders deep")
        }
        let before = try folder.status(Self.operation, on: shown(path))
        for name in try FileTreePath.names(in: folder.number, shown: shown(path)) {
            let entryPath = path.appending(name)
            let entry = try open(name, below: folder, entryPath)
            if try entry.status(Self.operation, on: shown(entryPath)).isFolder {
                try visitFolder(entry, entryPath, depth: depth + 1, buffer)
            } else {
                try visitFile(entry, entryPath, buffer)
            }
        }
        guard try folder.status(Self.operation, on: shown(path)).hasSameContentTimes(as: before) else {
            throw changed(path)
        }
    }

    private func open(
        _ name: FileTreePath, below folder: borrowing OpenDescriptor, _ path: FileTreePath
    ) throws(DatasetError) -> OpenDescriptor {
        let number = name.withCString { openat(folder.number, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
        if number >= 0 { return OpenDescriptor(owning: number) }
        switch errno {
        case ELOOP: throw notAFile(path, "a symbolic link")
        case ENXIO: throw notAFile(path, "a socket or a device")
        case ENOENT: throw changed(path)
        default: throw DatasetError(errnoWhile: Self.operation, on: shown(path))
        }
    }

    private mutating func visitFile(
        _ file: borrowing OpenDescriptor, _ path: FileTreePath, _ buffer: UnsafeMutableRawBufferPointer
    ) throws(DatasetError) {
        let before = try file.status(Self.operation, on: shown(path))
        guard before.st_mode & S_IFMT == S_IFREG else { throw notAFile(path, "a pipe, a socket or a device") }
        let name = (path.text == "." ? root : path.text).split(separator: "/").last.map(String.init) ?? ""
        var watch = TreeProfile.Watch(name: name)
        var hasher = ContentHasher()
        var size: Int64 = 0
        while true {
            if isCancelled() { throw DatasetError(.cancelled, operation: Self.operation, "the task was cancelled") }
            let count = try file.read(into: buffer, Self.operation, on: shown(path))
            if count == 0 { break }
            hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            watch.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            size += Int64(count)
        }
        let after = try file.status(Self.operation, on: shown(path))
        guard size == Int64(after.st_size), after.hasSameContentTimes(as: before) else { throw changed(path) }
        entries.append(FileTreeEntry(path: path, digest: hasher.digest))
        byteCount += size
        let modified = Int64(after.st_mtim.tv_sec) * 1000 + Int64(after.st_mtim.tv_nsec) / 1_000_000
        profile.add(name, watch, file: file.number, size: size, modified: Timestamp(milliseconds: modified))
    }

    private func notAFile(_ path: FileTreePath, _ what: String) -> DatasetError {
        DatasetError(
            .notAFile, operation: Self.operation,
            "\(shown(path)) is \(what); a dataset may hold only files and folders, so put a copy in its place")
    }

    private func changed(_ path: FileTreePath) -> DatasetError {
        DatasetError(
            .changedWhileRead, operation: Self.operation,
            "\(shown(path)) changed while it was read; try again when nobody writes to it")
    }

    private func shown(_ path: FileTreePath) -> String { "\(root)/\(path.text)".quotedPath }
}

extension stat {
    var isFolder: Bool { st_mode & S_IFMT == S_IFDIR }

    /// Whether nobody wrote between two looks, as far as the file system tells.
    func hasSameContentTimes(as other: stat) -> Bool {
        st_mtim.tv_sec == other.st_mtim.tv_sec && st_mtim.tv_nsec == other.st_mtim.tv_nsec
            && st_size == other.st_size
    }
}
