/// Text that is not the JSON that was expected.
struct JSONProblem: Error, Hashable {
    /// Counted in bytes from the start of the text.
    let offset: Int
    let reason: String
}

/// Reads JSON in one pass, the caller saying at each value whether to decode or skip it. A Delta log has millions of values, of
/// which a handful matter.
///
/// It borrows the bytes, which must outlive it. Nothing is read past their end, nesting is bounded, and skipped values are checked as
/// well as decoded ones, numbers and escapes in skipped values apart.
struct JSONCursor {
    private static let maximumDepth = 128

    let bytes: UnsafeRawBufferPointer
    var position = 0
    private var depth = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Reads an object, calling `field` with each key; `field` must read or skip the value.
    mutating func readObject(
        _ field: (inout JSONCursor, String) throws(JSONProblem) -> Void
    ) throws(JSONProblem) {
        try expect(UInt8(ascii: "{"), "an object")
        try enter()
        if take(UInt8(ascii: "}")) { return depth -= 1 }
        repeat {
            let key = try readString()
            try expect(UInt8(ascii: ":"), "':'")
            try field(&self, key)
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"), "',' or '}'")
        depth -= 1
    }

    /// Reads an array, calling `element` before each element, which it must read or skip.
    mutating func readArray(_ element: (inout JSONCursor) throws(JSONProblem) -> Void) throws(JSONProblem) {
        try expect(UInt8(ascii: "["), "an array")
        try enter()
        if take(UInt8(ascii: "]")) { return depth -= 1 }
        repeat { try element(&self) } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"), "',' or ']'")
        depth -= 1
    }

    /// Takes `null` if that comes next.
    mutating func takeNull() throws(JSONProblem) -> Bool {
        guard peek() == UInt8(ascii: "n") else { return false }
        try expectWord("null")
        return true
    }

    /// A whole number that fits 64 bits.
    mutating func readInteger() throws(JSONProblem) -> Int64 {
        skipSpace()
        let start = position
        while position < bytes.count, Self.isNumberByte(bytes[position]) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = Int64(text), text.utf8.first != UInt8(ascii: "+") else {
            throw JSONProblem(offset: start, reason: "expected a whole number")
        }
        return value
    }

    mutating func skipValue() throws(JSONProblem) {
        switch peek() {
        case UInt8(ascii: "{"):
            try readObject { cursor, _ throws(JSONProblem) in try cursor.skipValue() }
        case UInt8(ascii: "["):
            try readArray { cursor throws(JSONProblem) in try cursor.skipValue() }
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "t"): try expectWord("true")
        case UInt8(ascii: "f"): try expectWord("false")
        case UInt8(ascii: "n"): try expectWord("null")
        default:
            let start = position
            while position < bytes.count, Self.isNumberByte(bytes[position]) { position += 1 }
            guard position > start else { throw problem("expected a value") }
        }
    }

    /// Demands that only space is left.
    mutating func expectEnd() throws(JSONProblem) {
        guard peek() == nil else { throw problem("more text after the value") }
    }

    func problem(_ reason: String) -> JSONProblem { JSONProblem(offset: position, reason: reason) }

    private mutating func enter() throws(JSONProblem) {
        depth += 1
        guard depth <= Self.maximumDepth else { throw problem("nested more than \(Self.maximumDepth) deep") }
    }

    /// The next byte that is not space, without taking it.
    mutating func peek() -> UInt8? {
        skipSpace()
        return position < bytes.count ? bytes[position] : nil
    }

    mutating func isAtDigit() -> Bool { peek().map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false }

    mutating func isAtString() -> Bool { peek() == UInt8(ascii: "\"") }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    mutating func expect(_ byte: UInt8, _ what: String) throws(JSONProblem) {
        guard take(byte) else { throw problem("expected \(what)") }
    }

    private mutating func expectWord(_ word: StaticString) throws(JSONProblem) {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count,
            bytes[position..<end].elementsEqual(
                UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        else { throw problem("expected '\(word)'") }
        position = end
    }

    private static func isNumberByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
}
