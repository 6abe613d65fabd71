import Glibc

/// Whole files of a few kilobytes: records of an attempt, entries of `/proc`.
package enum SmallFile {
    /// The bytes of a regular file or `/proc` entry, refusing symbolic links and anything above `limit` bytes.
    package static func read(_ path: String, limit: Int = 1 << 20) throws(SupervisionError) -> [UInt8] {
        let file = try Descriptor(opening: path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        return try read(file.number, path, limit: limit)
    }

    /// What is left of an open file; messages call it `path`.
    static func read(_ file: Int32, _ path: String, limit: Int) throws(SupervisionError) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SupervisionError(operation: "reading '\(path)'") }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else {
                throw SupervisionError(
                    .malformed, operation: "reading '\(path)'", message: "larger than \(limit) bytes")
            }
        }
    }

    /// The text of a file; bytes that are not UTF-8 are replaced.
    package static func text(_ path: String, limit: Int = 1 << 20) throws(SupervisionError) -> String {
        String(decoding: try read(path, limit: limit), as: UTF8.self)
    }

    /// Puts a file in place with all its bytes or not at all. `durable` makes it survive a power cut.
    package static func replace(_ path: String, with text: String, durable: Bool) throws(SupervisionError) {
        try write(path + ".new", text, durable: durable)
        guard rename(path + ".new", path) == 0 else { throw SupervisionError(operation: "renaming to '\(path)'") }
    }

    /// Makes room on the disk for a later `replace`, so that it succeeds even when the disk is full by then.
    package static func reserve(_ path: String) throws(SupervisionError) {
        let file = try Descriptor(opening: path + ".new", O_WRONLY | O_CREAT | O_NOFOLLOW)
        let room = [UInt8](repeating: UInt8(ascii: "\n"), count: 8192)
        _ = room.withUnsafeBytes { pwrite(file.number, $0.baseAddress, $0.count, 0) }
    }

    /// Like `replace`, but fails with `taken` if the file is there already; of several callers one wins.
    package static func claim(_ path: String, with text: String) throws(SupervisionError) {
        let temporary = "\(path).\(getpid())"
        try write(temporary, text, durable: false)
        defer { unlink(temporary) }
        guard link(temporary, path) == 0 else {
            guard errno == EEXIST else { throw SupervisionError(operation: "linking '\(path)'") }
            throw SupervisionError(.taken, operation: "claiming '\(path)'", message: "it was claimed before")
        }
    }

    private static func write(_ path: String, _ text: String, durable: Bool) throws(SupervisionError) {
        let file = try Descriptor(opening: path, O_WRONLY | O_CREAT | O_NOFOLLOW, mode: 0o600)
        var text = text
        let failure = text.withUTF8 { bytes -> SupervisionError? in
            do throws(SupervisionError) {
                try file.write(UnsafeRawBufferPointer(bytes))
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
        guard ftruncate(file.number, off_t(text.utf8.count)) == 0, !durable || fsync(file.number) == 0 else {
            throw SupervisionError(operation: "writing '\(path)'")
        }
    }

    /// Whether something is there, a dangling link included.
    package static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }
}
