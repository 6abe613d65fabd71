internal import Foundation
internal import Promotion

/// What a verified token says.
struct TokenClaims: Sendable {
    private let values: [String: ClaimValue]

    /// More levels than this are no token's.
    private static let deepest = 32

    /// Fails if the payload is no JSON object.
    init(_ payload: [UInt8]) throws(SignInError) {
        guard JSONNesting.depth(of: payload) <= Self.deepest else { throw Self.unreadable }
        do { values = try JSONDecoder().decode([String: ClaimValue].self, from: Data(payload)) } catch {
            throw Self.unreadable
        }
    }

    /// The value of a claim; a name with dots that is no claim itself leads into objects.
    func value(_ name: String) -> ClaimValue? {
        if let value = values[name] { return value }
        var place = ClaimValue.object(values)
        for part in name.split(separator: ".", omittingEmptySubsequences: false) {
            guard case .object(let members) = place, let member = members[String(part)] else { return nil }
            place = member
        }
        return place
    }

    /// A text that is not empty.
    func text(_ name: String) -> String? {
        guard case .text(let text) = value(name), !text.isEmpty else { return nil }
        return text
    }

    func isTrue(_ name: String) -> Bool { value(name) == .flag(true) }

    /// A point in time, which tokens give in seconds. Nil if the claim is not there; numbers beyond all calendars are errors.
    func time(_ name: String) throws(SignInError) -> Timestamp? {
        guard let value = value(name), value != .null else { return nil }
        guard case .number(let seconds) = value, seconds.isFinite, (0...1e11).contains(seconds) else {
            throw SignInError(.rejected, "the token's times cannot be read", detail: name)
        }
        return Timestamp(milliseconds: Int64(seconds * 1000))
    }

    /// Whom the token is for.
    var audiences: [String] { value("aud")?.texts ?? [] }

    private static let unreadable = SignInError(
        .rejected, "the token is malformed", detail: "its claims cannot be read")
}
