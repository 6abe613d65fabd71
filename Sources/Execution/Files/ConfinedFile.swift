import CLinux
import Glibc
import Promotion
import Supervision

/// Reading of files that a step wrote. Nothing that a step puts there leads out of its folder: no symbolic link is followed anywhere
/// along the path, and only regular files are read.
package enum ConfinedFile {
    /// The bytes of `path`, relative to `folder`. A call may block on the disk.
    ///
    /// - Returns: nil if there is no such file.
    package static func read(_ path: String, beneath folder: String, limit: Int) throws(ExecutionError) -> [UInt8]? {
        func refuse(_ message: String) -> ExecutionError {
            ExecutionError(.rejected, operation: "reading \(path.quotedForMessage)", message: message)
        }
        let root = open(folder, O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { throw refuse("its folder: " + String(cString: strerror(errno))) }
        defer { close(root) }
        let number = sluice_open_beneath(root, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard number >= 0 else {
            switch errno {
            case ENOENT: return nil
            case ELOOP: throw refuse("it is, or lies behind, a symbolic link; links of a step are not followed")
            case EXDEV: throw refuse("it leads out of its folder")
            case let other: throw refuse(String(cString: strerror(other)))
            }
        }
        let file = Descriptor(owning: number)
        var status = stat()
        guard fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw refuse("it is not a file") }
        guard status.st_size <= limit else {
            throw refuse("it has \(status.st_size) bytes, more than the \(limit) that are allowed")
        }
        return try contents(of: file, limit: limit, refuse: refuse)
    }

    /// Reads to the end, which may have moved since the size was asked.
    private static func contents(
        of file: borrowing Descriptor, limit: Int, refuse: (String) -> ExecutionError
    ) throws(ExecutionError) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = Glibc.read(file.number, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw refuse(String(cString: strerror(errno))) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw refuse("it has more than the \(limit) bytes that are allowed") }
        }
    }
}
