import Glibc
import Promotion

extension HomeFolder {
    /// Replaces `path` with `bytes` so that readers see the old or the new contents, never a part. Mode 0600.
    func replaceFile(_ path: String, with bytes: [UInt8]) throws(HomeError) {
        let draft = "\(path).\(getpid()).tmp"
        unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw problem("writing", draft) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                let failure = problem("writing", draft)
                close(file)
                unlink(draft)
                throw failure
            }
            written += count
        }
        fsync(file)
        close(file)
        guard rename(draft, path) == 0 else {
            let failure = problem("replacing", path)
            unlink(draft)
            throw failure
        }
    }

    /// Puts a file of the home folder in another one's place.
    func adoptFile(_ name: String, as other: String) throws(HomeError) {
        guard rename(path + "/" + name, path + "/" + other) == 0 else { throw problem("replacing", path + "/" + other) }
    }

    /// The bytes of a file in the home folder, at most `limit`; nil if there is none.
    func readFile(_ path: String, limit: Int) throws(HomeError) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw problem("reading", path)
        }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var filled = 0
        while filled < bytes.count {
            let count = bytes[filled...].withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw problem("reading", path) }
            if count == 0 { break }
            filled += count
        }
        guard filled <= limit else {
            throw HomeError(
                .notAccessible, operation: "reading \(path.quotedForMessage)",
                message: "it is longer than \(limit) bytes")
        }
        return Array(bytes.prefix(filled))
    }

    private func problem(_ operation: String, _ path: String, errno code: Int32 = errno) -> HomeError {
        HomeError(
            .notAccessible, operation: "\(operation) \(path.quotedForMessage)", message: systemMessage(code))
    }
}
