import Glibc
import Promotion

/// Where a secret's value is taken from: a file, standard input, or what somebody types without seeing it.
struct SecretInput {
    var file: String?

    /// - Throws: `CommandFailure` with `usage` if there is no value, or none that can be one.
    func read(prompt: String) throws -> SecretValue {
        let bytes: [UInt8]
        if let file {
            let number = open(file, O_RDONLY | O_CLOEXEC)
            guard number >= 0 else {
                throw CommandFailure(
                    .usage, "\(file.quotedForMessage) cannot be read: \(String(cString: strerror(errno)))")
            }
            defer { close(number) }
            bytes = try Self.all(of: number)
        } else if isatty(STDIN_FILENO) == 1 {
            bytes = try Self.typed(prompt)
        } else {
            bytes = try Self.all(of: STDIN_FILENO)
        }
        return try Self.value(bytes)
    }

    /// A line break at the end is no part of a value of one line; in a key's file it is.
    static func value(_ bytes: [UInt8]) throws -> SecretValue {
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(.usage, "the value is not UTF-8 text; encode it, such as with base64")
        }
        if text.utf8.last == UInt8(ascii: "\n") {
            let line = text.utf8.dropLast().last == UInt8(ascii: "\r") ? text.utf8.dropLast(2) : text.utf8.dropLast()
            if !line.contains(UInt8(ascii: "\n")) { text = String(decoding: line, as: UTF8.self) }
        }
        do throws(InvalidSecret) { return try SecretValue(validating: text) } catch {
            throw CommandFailure(.usage, error.description)
        }
    }

    /// At most a little more than a value may have, so that one that is too long is told to be so.
    private static func all(of file: Int32) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= SecretValue.mostBytes + 2 {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw CommandFailure(.usage, "the value cannot be read: \(String(cString: strerror(errno)))")
            }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }

    /// One line from the terminal, which shows nothing of it and is as it was afterwards, whatever ends the reading.
    private static func typed(_ prompt: String) throws -> [UInt8] {
        var former = termios()
        guard tcgetattr(STDIN_FILENO, &former) == 0 else {
            throw CommandFailure(.usage, "the terminal cannot be silenced; pipe the value in")
        }
        var silent = former
        silent.c_lflag &= ~tcflag_t(ECHO)
        // Ctrl-C and Ctrl-Z would leave the terminal silent; without them, end of input gives up.
        silent.c_lflag &= ~tcflag_t(ISIG)
        writeError(prompt)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &former)
            writeError("\n")
        }
        var line = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(STDIN_FILENO, &line, line.count)
        // A Ctrl-C comes as a character now.
        guard count > 0, !line.prefix(count).contains(3) else { throw CommandFailure(.usage, "no value was given") }
        return Array(line.prefix(count))
    }
}
