internal import Foundation

/// What the token endpoint gives for a code or a refresh token.
struct TokenAnswer: Decodable, Sendable {
    let access_token: String?
    let id_token: String?
    let refresh_token: String?
    let expires_in: Double?

    private struct Refusal: Decodable {
        let error: String
    }

    /// The codes with which providers say no to a person or to the login that is shown. All others, such as `invalid_client`, are about
    /// the program that asks.
    private static let refusals: Set<String> = [
        "invalid_grant", "access_denied", "unauthorized", "login_required", "interaction_required", "consent_required",
    ]

    /// Sorts what was answered: a token, a no, or nothing of use.
    init(_ answer: ProviderConnection.Answer) throws(SignInError) {
        switch answer.status {
        case 200:
            do { self = try JSONDecoder().decode(TokenAnswer.self, from: Data(answer.body)) } catch {
                throw SignInError(.unavailable, ProviderConnection.silence, detail: "the tokens cannot be read")
            }
        case 400, 401, 403:
            // The code alone, and only of its usual letters: descriptions are the provider's free text.
            let code = (try? JSONDecoder().decode(Refusal.self, from: Data(answer.body)))?.error ?? "no code"
            let shown = String(code.prefix(60).filter { $0.isASCII && ($0.isLetter || $0 == "_") })
            throw SignInError(
                .refused, "the identity provider has refused", detail: "\(answer.status) \(shown)",
                refusesPerson: Self.refusals.contains(code))
        default:
            throw SignInError(
                .unavailable, ProviderConnection.silence, detail: "the token endpoint answered \(answer.status)")
        }
    }
}
