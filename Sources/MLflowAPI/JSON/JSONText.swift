/// Texts within JSON: most have nothing to escape, so they are looked at eight bytes at a time and copied as they are.
extension [UInt8] {
    /// Appends UTF-8 as it stands between the quotes of a JSON text.
    mutating func append(escaping text: UnsafeBufferPointer<UInt8>) {
        var written = 0
        while true {
            let next = text.firstEscaped(from: written)
            append(contentsOf: UnsafeBufferPointer(rebasing: text[written..<next]))
            guard next < text.count else { return }
            append(escaped: text[next])
            written = next + 1
        }
    }

    private mutating func append(escaped byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append(contentsOf: #"\""#.utf8)
        case UInt8(ascii: "\\"): append(contentsOf: #"\\"#.utf8)
        case 0x0A: append(contentsOf: #"\n"#.utf8)
        default:
            let digits = Array("0123456789abcdef".utf8)
            append(contentsOf: #"\u00"#.utf8)
            append(digits[Int(byte >> 4)])
            append(digits[Int(byte & 15)])
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether all bytes are ASCII, and so are UTF-8 for certain.
    var isASCII: Bool {
        var index = 0
        while index + 8 <= count {
            if !eightBytes(at: index).areASCII { return false }
            index += 8
        }
        return self[index...].allSatisfy { $0 < 0x80 }
    }

    /// Where the first byte at `start` or behind it is that JSON writes in another way; the end if there is none.
    fileprivate func firstEscaped(from start: Int) -> Int {
        var index = start
        while index + 8 <= count, !eightBytes(at: index).mayNeedEscape { index += 8 }
        while index < count, !Self.needsEscape(self[index]) { index += 1 }
        return index
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
    }

    private func eightBytes(at index: Int) -> EightBytes {
        EightBytes(bits: UnsafeRawBufferPointer(self).loadUnaligned(fromByteOffset: index, as: UInt64.self))
    }
}

/// Eight bytes that are looked at together.
private struct EightBytes {
    let bits: UInt64

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    var areASCII: Bool { bits & Self.highBits == 0 }

    /// False only if none needs an escape. Subtracting sets the highest bit of a byte that was less; a borrow from there may set the
    /// next one's, too.
    var mayNeedEscape: Bool {
        let control = (bits &- Self.ones &* 0x20) & ~bits
        return (control | holds(UInt8(ascii: "\"")) | holds(UInt8(ascii: "\\")) | holds(0x7F)) & Self.highBits != 0
    }

    private func holds(_ byte: UInt8) -> UInt64 {
        let difference = bits ^ (Self.ones &* UInt64(byte))
        return (difference &- Self.ones) & ~difference
    }
}
