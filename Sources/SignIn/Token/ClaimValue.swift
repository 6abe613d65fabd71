/// A value of a claim, whatever it is.
enum ClaimValue: Decodable, Hashable, Sendable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([ClaimValue])
    case object([String: ClaimValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([ClaimValue].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: ClaimValue].self))
        }
    }

    /// A text alone, or those of a list; other values of a list are passed over.
    var texts: [String] {
        switch self {
        case .text(let text): [text]
        case .list(let values):
            values.compactMap { if case .text(let text) = $0 { text } else { nil } }
        case .null, .flag, .number, .object: []
        }
    }
}
