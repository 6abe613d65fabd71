internal import Glibc
internal import Promotion

/// A path below a tree's root, or one component of it, as the bytes that the file system has: they need not be UTF-8.
struct FileTreePath: Comparable {
    var bytes: [UInt8] = []

    /// For messages.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    func appending(_ name: FileTreePath) -> FileTreePath {
        FileTreePath(bytes: bytes.isEmpty ? name.bytes : bytes + [UInt8(ascii: "/")] + name.bytes)
    }

    static func < (left: Self, right: Self) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }

    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        (bytes.map(CChar.init(bitPattern:)) + [0]).withUnsafeBufferPointer { buffer in
            // The buffer holds the terminator at least.
            buffer.baseAddress.map(body) ?? body("")
        }
    }

    /// The names in an open folder, without `.` and `..`, in no order.
    static func names(in folder: Int32, shown: String) throws(DatasetError) -> [FileTreePath] {
        let number = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0, let stream = fdopendir(number) else {
            let error = DatasetError(errnoWhile: FileTree.operation, on: shown)
            if number >= 0 { _ = close(number) }
            throw error
        }
        defer { closedir(stream) }
        var names: [FileTreePath] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if !name.elementsEqual(".".utf8), !name.elementsEqual("..".utf8) { names.append(FileTreePath(bytes: name)) }
            errno = 0
        }
        guard errno == 0 else { throw DatasetError(errnoWhile: FileTree.operation, on: shown) }
        return names
    }
}

/// A file of a tree.
struct FileTreeEntry {
    let path: FileTreePath
    let digest: Digest

    /// The SHA-256 over the lines of `sorted` entries.
    static func digest(of sorted: [FileTreeEntry]) -> Digest {
        var hasher = ContentHasher()
        for entry in sorted { entry.line.withUnsafeBytes { hasher.update($0) } }
        return hasher.digest
    }

    /// As `sha256sum` prints it: a path with a backslash or a line break has those escaped, and the line begins with a backslash.
    private var line: [UInt8] {
        var escaped: [UInt8] = []
        for byte in path.bytes {
            switch byte {
            case UInt8(ascii: "\\"): escaped += Array("\\\\".utf8)
            case 0x0A: escaped += Array("\\n".utf8)
            case 0x0D: escaped += Array("\\r".utf8)
            default: escaped.append(byte)
            }
        }
        let prefix = escaped.count == path.bytes.count ? "" : "\\"
        return Array("\(prefix)\(digest)  ".utf8) + escaped + [0x0A]
    }
}
