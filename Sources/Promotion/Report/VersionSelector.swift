/// Which version of a model is meant: `3`, or whatever `champion` points at.
package enum VersionSelector: Hashable, Codable, Sendable, CustomStringConvertible {
    case number(Int)
    case alias(String)

    /// - Returns: nil if `text` is neither a number from 1 nor a word that MLflow takes for an alias (`v3` would be taken for a
    ///   version and so is one here).
    package init?(_ text: String) {
        let digits = text.hasPrefix("v") || text.hasPrefix("V") ? text.dropFirst() : text[...]
        if !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            guard let number = Int(digits), number > 0 else { return nil }
            self = .number(number)
            return
        }
        guard problemInIdentifier(text, longest: 255) == nil else { return nil }
        self = .alias(text)
    }

    package var description: String {
        switch self {
        case .number(let number): String(number)
        case .alias(let alias): alias
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let selector = VersionSelector(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\(text.quotedForMessage) is neither a version number nor an alias")
        }
        self = selector
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
