/// A record in a text file: lines of `key=value`, where a backslash stands before a line break's `n` and before a backslash, so
/// that a value may hold anything but NUL. A key may be there several times.
package struct Record: Hashable, Sendable {
    private var fields: [(key: String, value: String)] = []

    package init() {}

    package mutating func append(_ key: String, _ value: String) { fields.append((key, value)) }

    package mutating func append(_ key: String, _ value: some BinaryInteger) { append(key, String(value)) }

    /// The first value of `key`.
    package subscript(_ key: String) -> String? { fields.first { $0.key == key }?.value }

    /// All values of `key`, in order.
    package func all(_ key: String) -> [String] { fields.lazy.filter { $0.key == key }.map(\.value) }

    /// The value of `key` as a number; a missing or wrong one is an error that names the key.
    package func number<Number: FixedWidthInteger>(
        _ key: String, as type: Number.Type = Number.self
    ) throws(SupervisionError) -> Number {
        guard let number = self[key].flatMap({ Number($0) }) else {
            throw SupervisionError(.malformed, operation: "reading a record", message: "'\(key)' is not a number")
        }
        return number
    }

    /// The value of `key`; a missing one is an error that names the key.
    package func text(_ key: String) throws(SupervisionError) -> String {
        guard let value = self[key] else {
            throw SupervisionError(.malformed, operation: "reading a record", message: "'\(key)' is missing")
        }
        return value
    }

    /// The file's text.
    package var encoded: String {
        var text: [UInt8] = []
        for (key, value) in fields {
            text += Array(key.utf8) + [UInt8(ascii: "=")]
            for byte in value.utf8 {
                switch byte {
                case UInt8(ascii: "\n"): text += Array("\\n".utf8)
                case UInt8(ascii: "\\"): text += Array("\\\\".utf8)
                default: text.append(byte)
                }
            }
            text.append(UInt8(ascii: "\n"))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads a record; a line that is cut short or has no `=` is an error.
    package init(decoding bytes: [UInt8]) throws(SupervisionError) {
        guard bytes.isEmpty || bytes.last == UInt8(ascii: "\n") else {
            throw SupervisionError(.malformed, operation: "reading a record", message: "the last line is cut short")
        }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else {
                throw SupervisionError(.malformed, operation: "reading a record", message: "a line has no '='")
            }
            let key = String(decoding: line[..<equals], as: UTF8.self)
            append(key, Self.unescaped(line[(equals + 1)...]))
        }
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
        var result: [UInt8] = []
        var escaped = false
        for byte in bytes {
            if escaped {
                result.append(byte == UInt8(ascii: "n") ? UInt8(ascii: "\n") : byte)
                escaped = false
            } else if byte == UInt8(ascii: "\\") {
                escaped = true
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    package static func == (left: Record, right: Record) -> Bool { left.encoded == right.encoded }

    package func hash(into hasher: inout Hasher) { hasher.combine(encoded) }
}
