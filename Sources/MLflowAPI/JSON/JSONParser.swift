/// Text that is no JSON, or more of it than is allowed.
package struct JSONError: Error, Equatable {
    package let message: String
}

/// Reads JSON from bytes. Besides the standard it takes the bare words NaN, Infinity and -Infinity, which Python writes.
///
/// Nesting is bounded, and memory by the length of the text.
package struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var depth = 0
    private static let deepest = 64

    /// The value of a whole text.
    package static func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSON {
        var parser = JSONParser(bytes: bytes.assumingMemoryBound(to: UInt8.self))
        let value = try parser.value()
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.problem("has more after its end") }
        return value
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private mutating func value() throws(JSONError) -> JSON {
        skipSpace()
        guard let byte = peek else { throw problem("ends too early") }
        switch byte {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t") where take("true"): return .bool(true)
        case UInt8(ascii: "f") where take("false"): return .bool(false)
        case UInt8(ascii: "n") where take("null"): return .null
        case UInt8(ascii: "N") where take("NaN"): return .real(.nan)
        case UInt8(ascii: "I") where take("Infinity"): return .real(.infinity)
        case UInt8(ascii: "-") where take("-Infinity"): return .real(-.infinity)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw problem("is no JSON")
        }
    }

    private mutating func object() throws(JSONError) -> JSON {
        try enter()
        var members: [JSON.Member] = []
        members.reserveCapacity(4)
        skipSpace()
        if takeByte(UInt8(ascii: "}")) { return leave(.object(members)) }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw problem("lacks a key") }
            let key = try string()
            skipSpace()
            guard takeByte(UInt8(ascii: ":")) else { throw problem("lacks ':'") }
            members.append(JSON.Member(key: key, value: try value()))
            skipSpace()
            if takeByte(UInt8(ascii: ",")) { continue }
            guard takeByte(UInt8(ascii: "}")) else { throw problem("lacks ',' or '}'") }
            return leave(.object(members))
        }
    }

    private mutating func array() throws(JSONError) -> JSON {
        try enter()
        var elements: [JSON] = []
        skipSpace()
        if takeByte(UInt8(ascii: "]")) { return leave(.array(elements)) }
        while true {
            elements.append(try value())
            skipSpace()
            if takeByte(UInt8(ascii: ",")) { continue }
            guard takeByte(UInt8(ascii: "]")) else { throw problem("lacks ',' or ']'") }
            return leave(.array(elements))
        }
    }

    private mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        var seen: UInt8 = 0
        while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
            seen |= byte
            position += 1
        }
        if peek == UInt8(ascii: "\"") {
            let text = UnsafeBufferPointer(rebasing: bytes[start..<position])
            position += 1
            // Checking costs more than all else here, and ASCII needs no check.
            if seen < 0x80 { return String(decoding: text, as: UTF8.self) }
            guard let checked = String(validating: text, as: UTF8.self) else {
                throw problem("has text that is not UTF-8")
            }
            return checked
        }
        var decoded = Array(bytes[start..<position])
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: decoded, as: UTF8.self) else {
                    throw problem("has text that is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"): try escape(into: &decoded)
            case 0..<0x20: throw problem("has a control character in a text")
            default: decoded.append(byte)
            }
        }
        throw problem("ends inside a text")
    }

    private mutating func escape(into decoded: inout [UInt8]) throws(JSONError) {
        guard let byte = peek else { throw problem("ends inside a text") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(byte)
        case UInt8(ascii: "b"): decoded.append(8)
        case UInt8(ascii: "f"): decoded.append(12)
        case UInt8(ascii: "n"): decoded.append(10)
        case UInt8(ascii: "r"): decoded.append(13)
        case UInt8(ascii: "t"): decoded.append(9)
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if (0xD800..<0xDC00).contains(code), take("\\u") {
                let low = try hexadecimal()
                guard (0xDC00..<0xE000).contains(low) else { throw problem("has half a surrogate pair") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw problem("has half a surrogate pair") }
            decoded.append(contentsOf: String(scalar).utf8)
        default: throw problem("has an unknown escape")
        }
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw problem("ends inside a text") }
        let digits = bytes[position..<position + 4]
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw problem("has an unknown escape") }
        position += 4
        return code
    }

    private mutating func number() throws(JSONError) -> JSON {
        let start = position
        if let integer = integer() { return .integer(integer) }
        position = start
        while let byte = peek, Self.isPartOfNumber(byte) { position += 1 }
        let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
        guard text.utf8.count <= 400, text.utf8.last != UInt8(ascii: "."), let real = Double(text) else {
            throw problem("has a number that is none")
        }
        return .real(real)
    }

    /// The integer that stands here; nil if it has more digits than are surely one, or is none.
    private mutating func integer() -> Int64? {
        let isNegative = takeByte(UInt8(ascii: "-"))
        let start = position
        var value: Int64 = 0
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), position - start < 19 {
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowsToo) = product.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
            if overflows || overflowsToo { return nil }
            value = sum
            position += 1
        }
        guard position > start else { return nil }
        if let byte = peek, Self.isPartOfNumber(byte) { return nil }
        return isNegative ? -value : value
    }

    private static func isPartOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"),
            UInt8(ascii: "+"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func takeByte(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func take(_ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard position + length <= bytes.count else { return false }
        for index in 0..<length where bytes[position + index] != word.utf8Start[index] { return false }
        position += length
        return true
    }

    private mutating func enter() throws(JSONError) {
        position += 1
        depth += 1
        guard depth <= Self.deepest else { throw problem("is nested deeper than \(Self.deepest) levels") }
    }

    private mutating func leave(_ value: JSON) -> JSON {
        depth -= 1
        return value
    }

    private func problem(_ what: String) -> JSONError { JSONError(message: "\(what), at byte \(position)") }
}
