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
            throw SignInError(.refused, "the identity provider has refused", detail: "\(answer.status) \(shown)")
        default:
            throw SignInError(
                .unavailable, ProviderConnection.silence, detail: "the token endpoint answered \(answer.status)")
        }
    }
}
