internal import Glibc

extension JSONCursor {
    mutating func readString() throws(JSONProblem) -> String {
        let (span, hasEscapes) = try takeStringSpan()
        if hasEscapes {
            let decoded = try unescape(span)
            guard let text = String(validating: decoded, as: UTF8.self) else { throw notUTF8(span) }
            return text
        }
        guard let text = String(validating: bytes[span], as: UTF8.self) else { throw notUTF8(span) }
        return text
    }

    mutating func skipString() throws(JSONProblem) { _ = try takeStringSpan() }

    /// The range between the quotes of the string that comes next, which is taken.
    private mutating func takeStringSpan() throws(JSONProblem) -> (Range<Int>, hasEscapes: Bool) {
        try expect(UInt8(ascii: "\""), "a string")
        let start = position
        var hasEscapes = false
        while let quote = find(UInt8(ascii: "\""), in: position..<bytes.count) {
            // A quote ends the string unless an odd number of backslashes stands before it.
            var backslashes = quote
            while backslashes > start, bytes[backslashes - 1] == UInt8(ascii: "\\") { backslashes -= 1 }
            if !hasEscapes { hasEscapes = find(UInt8(ascii: "\\"), in: position..<quote) != nil }
            position = quote + 1
            if (quote - backslashes).isMultiple(of: 2) { return (start..<quote, hasEscapes) }
        }
        position = bytes.count
        throw JSONProblem(offset: start - 1, reason: "a string without end")
    }

    /// Where `byte` first stands in `range`.
    private func find(_ byte: UInt8, in range: Range<Int>) -> Int? {
        guard !range.isEmpty, let base = bytes.baseAddress,
            let found = memchr(base + range.lowerBound, Int32(byte), range.count)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }

    private func notUTF8(_ span: Range<Int>) -> JSONProblem {
        JSONProblem(offset: span.lowerBound, reason: "a string that is not UTF-8")
    }

    private func unescape(_ span: Range<Int>) throws(JSONProblem) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(span.count)
        var index = span.lowerBound
        while index < span.upperBound {
            let plainEnd = find(UInt8(ascii: "\\"), in: index..<span.upperBound) ?? span.upperBound
            decoded.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[index..<plainEnd]))
            index = plainEnd
            guard index < span.upperBound else { break }
            let escape = index + 1 < span.upperBound ? bytes[index + 1] : 0
            index += 2
            switch escape {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(escape)
            case UInt8(ascii: "b"): decoded.append(0x08)
            case UInt8(ascii: "f"): decoded.append(0x0C)
            case UInt8(ascii: "n"): decoded.append(0x0A)
            case UInt8(ascii: "r"): decoded.append(0x0D)
            case UInt8(ascii: "t"): decoded.append(0x09)
            case UInt8(ascii: "u"):
                let scalar = try unicodeEscape(at: &index, end: span.upperBound)
                decoded.append(contentsOf: String(Character(scalar)).utf8)
            default: throw JSONProblem(offset: index - 2, reason: "an unknown escape in a string")
            }
        }
        return decoded
    }

    /// Reads the digits of `\u` at `index`, with the second half of a surrogate pair.
    private func unicodeEscape(at index: inout Int, end: Int) throws(JSONProblem) -> Unicode.Scalar {
        let start = index - 2
        let high = try fourDigits(at: &index, end: end)
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard (0xD800..<0xDC00).contains(high), index + 1 < end, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        else { throw JSONProblem(offset: start, reason: "half a surrogate pair in a string") }
        index += 2
        let low = try fourDigits(at: &index, end: end)
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
        else { throw JSONProblem(offset: start, reason: "half a surrogate pair in a string") }
        return scalar
    }

    private func fourDigits(at index: inout Int, end: Int) throws(JSONProblem) -> UInt16 {
        guard index + 4 <= end else { throw JSONProblem(offset: index, reason: "an unfinished escape in a string") }
        let digits = bytes[index..<index + 4]
        guard digits.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let value = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw JSONProblem(offset: index, reason: "an escape in a string without four digits") }
        index += 4
        return value
    }
}
