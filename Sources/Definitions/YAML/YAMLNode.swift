import Promotion

/// A YAML value with its place. Tags, anchors and the like are gone: `YAMLReader` refuses them.
struct YAMLNode: Sendable {
    let content: Content
    let position: Position

    enum Content: Sendable {
        /// `isPlain`: written without quotes, so that it may be a number, a truth value or null.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([Entry])
    }

    struct Entry: Sendable {
        let key: String
        let keyPosition: Position
        let value: YAMLNode
    }

    /// An empty mapping, read instead of what is missing or of another type once that was reported.
    static func nothing(at position: Position) -> YAMLNode { YAMLNode(content: .mapping([]), position: position) }

    /// What a message calls it, such as `the number 5`.
    var shown: String {
        switch content {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let text, isPlain: true):
            switch PlainScalar(text) {
            case .null: "nothing"
            case .bool: "the truth value \(text)"
            case .integer, .number, .unusualNumber: "the number \(text.safeForMessage)"
            case .ambiguousBool, .text: "the text \(text.quotedForMessage)"
            }
        case .scalar(let text, isPlain: false): "the text \(text.quotedForMessage)"
        }
    }
}

/// What text without quotes means: YAML 1.2's core schema, and what older readers would take for something else.
enum PlainScalar: Hashable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    /// Hexadecimal, octal, with underscores, or too large: readers differ about it.
    case unusualNumber
    /// `yes`, `on` and their kin: truth values in YAML 1.1, text in 1.2.
    case ambiguousBool
    case text

    init(_ text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE": self = .bool(true)
        case "false", "False", "FALSE": self = .bool(false)
        case ".nan", ".NaN", ".NAN": self = .number(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": self = .number(.infinity)
        case "-.inf", "-.Inf", "-.INF": self = .number(-.infinity)
        default:
            if ["yes", "no", "on", "off"].contains(text.lowercased()) {
                self = .ambiguousBool
            } else {
                self = Self.number(text) ?? .text
            }
        }
    }

    private static func number(_ text: String) -> PlainScalar? {
        let unsigned = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        guard let first = unsigned.utf8.first, isDigit(first) || first == UInt8(ascii: ".") else { return nil }
        if unsigned.utf8.allSatisfy(isDigit) {
            guard unsigned.utf8.count == 1 || first != UInt8(ascii: "0") else { return .unusualNumber }
            return Int(text).map(PlainScalar.integer) ?? .unusualNumber
        }
        let based = unsigned.dropFirst(2)
        if unsigned.hasPrefix("0x"), !based.isEmpty, based.allSatisfy(\.isHexDigit) { return .unusualNumber }
        if unsigned.hasPrefix("0o") || unsigned.hasPrefix("0b"), !based.isEmpty, based.utf8.allSatisfy(isDigit) {
            return .unusualNumber
        }
        let allowed = Set("0123456789.eE+-_".utf8)
        guard unsigned.utf8.allSatisfy(allowed.contains), unsigned.utf8.contains(where: isDigit) else { return nil }
        if text.utf8.contains(UInt8(ascii: "_")) {
            return Double(text.filter { $0 != "_" }) == nil ? nil : .unusualNumber
        }
        return Double(text).map(PlainScalar.number)
    }
}
