/// A JSON value that keeps the order of its keys, for schemas that people read.
indirect enum JSONText: Hashable, Sendable {
    case string(String)
    case integer(Int)
    case number(Double)
    case bool(Bool)
    case array([JSONText])
    case members([Member])

    struct Member: Hashable, Sendable {
        let key: String
        let value: JSONText
    }

    static func object(_ members: [(String, JSONText)]) -> JSONText {
        .members(members.map { Member(key: $0.0, value: $0.1) })
    }

    /// An object with more members; anything else as it is.
    func adding(_ more: [(String, JSONText)]) -> JSONText {
        guard case .members(let members) = self, !more.isEmpty else { return self }
        return .members(members + more.map { Member(key: $0.0, value: $0.1) })
    }

    /// The text with two spaces per level.
    func text(indentation: String = "") -> String {
        let inner = indentation + "  "
        switch self {
        case .string(let text): return Self.quoted(text)
        case .integer(let value): return "\(value)"
        case .number(let value): return "\(value)"
        case .bool(let value): return "\(value)"
        case .array(let items):
            return items.isEmpty ? "[]" : "[\(items.map { $0.text(indentation: inner) }.joined(separator: ", "))]"
        case .members(let members):
            guard !members.isEmpty else { return "{}" }
            let lines = members.map { "\(inner)\(Self.quoted($0.key)): \($0.value.text(indentation: inner))" }
            return "{\n\(lines.joined(separator: ",\n"))\n\(indentation)}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
