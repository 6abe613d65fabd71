/// One of the ways in which text is written inside other text: JSON's with its variants, Python's `repr`, XML's.
struct TextEscape: Sendable {
    private enum Language { case json, python, xml }

    private let language: Language
    /// JSON: `/` as `\/`.
    private var escapesSlash = false
    /// JSON: nothing but ASCII.
    private var isASCII = false
    /// JSON: `<`, `>` and `&` as numbers, for pages.
    private var escapesMarkup = false
    private var digits = Digits.lower

    private init(_ language: Language) { self.language = language }

    /// Every way that is looked for.
    static let all: [TextEscape] = {
        var all = [TextEscape(.python), TextEscape(.xml)]
        for choice in 0..<16 {
            var json = TextEscape(.json)
            json.escapesSlash = choice & 1 != 0
            json.isASCII = choice & 2 != 0
            json.escapesMarkup = choice & 4 != 0
            json.digits = choice & 8 != 0 ? Digits.upper : Digits.lower
            all.append(json)
        }
        return all
    }()

    /// `text` as it stands between quotes, the quotes not included.
    func escaped(_ text: [UInt8]) -> [UInt8] {
        guard text.contains(where: Self.isSpecial) else { return text }
        var escaped: [UInt8] = []
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            switch language {
            case .json: appendJSON(scalar, to: &escaped)
            case .python: appendPython(scalar, to: &escaped)
            case .xml: appendXML(scalar, to: &escaped)
            }
        }
        return escaped
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte >= 0x7F || "\"'\\/<>&".utf8.contains(byte)
    }

    private func appendJSON(_ scalar: Unicode.Scalar, to text: inout [UInt8]) {
        switch scalar {
        case "\"", "\\": text += Array("\\\(scalar)".utf8)
        case "\n": text += Array("\\n".utf8)
        case "\r": text += Array("\\r".utf8)
        case "\t": text += Array("\\t".utf8)
        case "/" where escapesSlash: text += Array("\\/".utf8)
        case "<" where escapesMarkup, ">" where escapesMarkup, "&" where escapesMarkup: appendNumber(scalar, to: &text)
        case _ where scalar.value < 0x20 || (isASCII && scalar.value >= 0x7F): appendNumber(scalar, to: &text)
        default: text += Array(String(scalar).utf8)
        }
    }

    /// `\u` with four digits for each UTF-16 unit.
    private func appendNumber(_ scalar: Unicode.Scalar, to text: inout [UInt8]) {
        for unit in String(scalar).utf16 {
            text += Array("\\u".utf8) + [12, 8, 4, 0].map { digits[Int(unit >> $0 & 15)] }
        }
    }

    private func appendPython(_ scalar: Unicode.Scalar, to text: inout [UInt8]) {
        switch scalar {
        case "'", "\\": text += Array("\\\(scalar)".utf8)
        case "\n": text += Array("\\n".utf8)
        case "\r": text += Array("\\r".utf8)
        case "\t": text += Array("\\t".utf8)
        case _ where scalar.value < 0x20 || scalar.value == 0x7F:
            text += Array("\\x".utf8) + [digits[Int(scalar.value >> 4 & 15)], digits[Int(scalar.value & 15)]]
        default: text += Array(String(scalar).utf8)
        }
    }

    private func appendXML(_ scalar: Unicode.Scalar, to text: inout [UInt8]) {
        switch scalar {
        case "&": text += Array("&amp;".utf8)
        case "<": text += Array("&lt;".utf8)
        case ">": text += Array("&gt;".utf8)
        case "\"": text += Array("&quot;".utf8)
        default: text += Array(String(scalar).utf8)
        }
    }
}

/// One of the ways in which text stands in a URL or a form (RFC 3986, section 2.3, and WHATWG's URL-encoded forms).
struct PercentEncoding: Sendable {
    /// Besides letters and digits.
    private let plain: Set<UInt8>
    private let spaceIsPlus: Bool
    private let digits: [UInt8]

    /// Every way that is looked for: what is left plain differs between languages.
    static let all: [PercentEncoding] = {
        let kept = ["-._~", "-._~/", "-._~!'()*", "-._*", "-._~:/?#[]@!$&'()*+,;="]
        return kept.flatMap { plain in
            [false, true].flatMap { plus in
                [Digits.lower, Digits.upper].map {
                    PercentEncoding(plain: Set(plain.utf8), spaceIsPlus: plus, digits: $0)
                }
            }
        }
    }()

    func encoded(_ text: [UInt8]) -> [UInt8] {
        var encoded: [UInt8] = []
        for byte in text {
            let isPlain =
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || plain.contains(byte)
            if isPlain {
                encoded.append(byte)
            } else if byte == UInt8(ascii: " "), spaceIsPlus {
                encoded.append(UInt8(ascii: "+"))
            } else {
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return encoded
    }
}
