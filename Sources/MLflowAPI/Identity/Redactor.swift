package import Promotion

/// Takes a run's secrets out of what its steps log.
package protocol Redactor: Sendable {
    /// A function that replaces the secrets of an attempt in a text; nil if it has none. Asked for each of its requests.
    func redaction(for attempt: RunIdentity) async throws -> Redaction?
}

/// Gives a text without the secrets that are in it.
package typealias Redaction = @Sendable (String) -> String

extension JSON {
    /// The value with every text in it changed, keys included.
    func redacted(by redact: Redaction) -> JSON {
        switch self {
        case .null, .bool, .integer, .real: self
        case .string(let text): .string(redact(text))
        case .array(let elements): .array(elements.map { $0.redacted(by: redact) })
        case .object(let members): .object(members.map { $0.redacted(by: redact) })
        }
    }
}

extension JSON.Member {
    func redacted(by redact: Redaction) -> JSON.Member {
        JSON.Member(key: redact(key), value: value.redacted(by: redact))
    }
}
