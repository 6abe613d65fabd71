package import Promotion

extension SluiceClient {
    /// The ways to log in at the server. Needs no token.
    package func loginProviders() async throws(ClientError) -> [LoginProviderName] {
        let list: ListReport<LoginProviderName> = try await answer(
            Call(operation: "asking how to log in", path: "/logins"))
        return list.items
    }

    /// Where a browser is sent to log in. Needs no token.
    package func loginProvider(_ name: String) async throws(ClientError) -> LoginProviderReport {
        try await answer(
            Call(operation: "asking how to log in", path: "/logins/\(Self.percentEncoded(name))"))
    }

    /// Hands over what the browser brought back, and begins a session. Needs no token.
    package func logIn(
        at provider: String, _ request: LoginRequest
    ) async throws(ClientError) -> NewSessionReport {
        try await send(.post, "/logins/\(Self.percentEncoded(provider))", request, operation: "logging in")
    }

    /// The session of this client's token.
    package func session() async throws(ClientError) -> SessionReport {
        try await answer(Call(operation: "reading the session", path: "/session"))
    }

    /// Ends the session of this client's token.
    package func logOut() async throws(ClientError) {
        try await bytes(Call(operation: "logging out", verb: .delete, path: "/session"))
    }
}
