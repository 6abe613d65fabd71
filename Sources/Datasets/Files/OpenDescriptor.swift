internal import Glibc
internal import Promotion

/// Owns one file descriptor and closes it when it goes.
struct OpenDescriptor: ~Copyable {
    let number: Int32

    init(owning number: Int32) { self.number = number }

    deinit { _ = close(number) }

    /// Opens `path` below the folder `parent` for reading; a link as its last component is not followed. A pipe does not block.
    static func file(
        _ path: String, below parent: Int32 = AT_FDCWD, flags: Int32 = 0, _ operation: String
    ) throws(DatasetError) -> OpenDescriptor {
        let number = openat(parent, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | flags)
        guard number >= 0 else { throw DatasetError(errnoWhile: operation, on: path.quotedPath) }
        return OpenDescriptor(owning: number)
    }

    func status(_ operation: String, on object: String) throws(DatasetError) -> stat {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw DatasetError(errnoWhile: operation, on: object) }
        return status
    }

    /// Fills `buffer` from its `start` as far as one call goes; 0 at the end of the file.
    func read(
        into buffer: UnsafeMutableRawBufferPointer, from start: Int = 0, _ operation: String, on object: String
    ) throws(DatasetError) -> Int {
        while true {
            let count = Glibc.read(number, buffer.baseAddress.map { $0 + start }, buffer.count - start)
            if count >= 0 { return count }
            guard errno == EINTR else { throw DatasetError(errnoWhile: operation, on: object) }
        }
    }
}
