/// The escapes of JSON text (RFC 8259, section 7).
enum JSONEscapes {
    /// The text of what stands between two quotes; nil if an escape is wrong.
    static func decoded(_ raw: Slice<UnsafeBufferPointer<UInt8>>) -> String? {
        var units: [UInt8] = []
        var index = raw.startIndex
        while index < raw.endIndex {
            guard raw[index] == UInt8(ascii: "\\") else {
                units.append(raw[index])
                index += 1
                continue
            }
            guard index + 1 < raw.endIndex else { return nil }
            index += 2
            switch raw[index - 1] {
            case UInt8(ascii: "n"): units.append(0x0A)
            case UInt8(ascii: "t"): units.append(0x09)
            case UInt8(ascii: "r"): units.append(0x0D)
            case UInt8(ascii: "b"): units.append(0x08)
            case UInt8(ascii: "f"): units.append(0x0C)
            case UInt8(ascii: "u"):
                guard let scalar = scalar(raw, &index) else { return nil }
                units.append(contentsOf: String(Character(scalar)).utf8)
            case let byte where byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "/"):
                units.append(byte)
            default: return nil
            }
        }
        return String(decoding: units, as: UTF8.self)
    }

    /// The scalar of the four digits at `index`, or of a pair of surrogates.
    private static func scalar(_ raw: Slice<UnsafeBufferPointer<UInt8>>, _ index: inout Int) -> Unicode.Scalar? {
        guard let first = unit(raw, &index) else { return nil }
        guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
        guard index + 1 < raw.endIndex, raw[index] == UInt8(ascii: "\\"), raw[index + 1] == UInt8(ascii: "u") else {
            return nil
        }
        index += 2
        guard let second = unit(raw, &index), (0xDC00..<0xE000).contains(second) else { return nil }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private static func unit(_ raw: Slice<UnsafeBufferPointer<UInt8>>, _ index: inout Int) -> UInt32? {
        guard index + 4 <= raw.endIndex else { return nil }
        let digits = raw[index..<(index + 4)]
        index += 4
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
