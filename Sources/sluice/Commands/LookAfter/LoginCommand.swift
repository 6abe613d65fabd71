import ArgumentParser
import Engine
import Foundation
import Glibc
import Promotion
import SignIn
import SluiceClient

/// `sluice login [--server URL] [--provider NAME]`
struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Log in at a server through its identity provider.",
        discussion: """
            Opens a browser at the provider, waits on this machine for it to come back, and keeps the session in \
            ~/.config/sluice/credentials, for you only. All commands then use it for that server, unless SLUICE_TOKEN is set.

            Over ssh, or wherever no browser reaches this machine: open the address in a browser anywhere. In the end it goes to an address on \
            127.0.0.1 that does not load there; paste that whole address into this terminal.

            An approval needs a login that is not older than five minutes: --fresh has the provider ask you again who you are.

            Examples:
              sluice login --server https://sluice.example.org
              sluice login --server https://sluice.example.org --provider corp --no-browser
            """)

    @Option(help: ArgumentHelp("The server (default: $SLUICE_SERVER, or the one on this machine).", valueName: "url"))
    var server: String?
    @Option(help: ArgumentHelp("The identity provider, where the server has several.", valueName: "name"))
    var provider: String?
    @Flag(help: "Only print the address, and open no browser; also takes where it led from the standard input.")
    var noBrowser = false
    @Flag(help: "Have the provider ask again who you are.")
    var fresh = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    /// How long somebody may take at the provider, in seconds.
    private static let longest = 600.0

    mutating func run() async throws {
        guard let file = CredentialFile(environment: Surroundings.variables) else {
            throw CommandFailure(.usage, "there is no place for the session: set HOME")
        }
        let url = try serverURL()
        // Whatever token there is, it is not shown to a server that may be another than it was made by.
        guard let address = ServerAddress(url: url, token: "") else {
            throw CommandFailure(
                .usage, "--server is \(url.quotedForMessage), which is not an address such as https://host")
        }
        warnAboutPlainText(address.url)
        let client = SluiceClient(address)
        let session = try await logIn(client, at: try await client.loginProvider(providerName(client)))
        try file.set(
            .init(token: session.token, user: session.session.user, expires: session.session.expires), for: address.url)
        try output.write(session.session) { terminal in
            var facts = Facts()
            facts.add("server", address.url)
            facts.add("groups", session.session.groups.map(\.rawValue).joined(separator: ", "))
            facts.add("until", session.session.expires.map { Figures.time($0) })
            return ["logged in as \(session.session.user)"] + facts.lines(terminal)
        }
    }

    private func logIn(_ client: SluiceClient, at provider: LoginProviderReport) async throws -> NewSessionReport {
        let request = AuthorizationRequest.random()
        let listener = try await LoopbackListener.open(state: request.state)
        let endpoint = AuthorizationEndpoint(
            url: provider.authorizationUrl, clientID: provider.clientId, scopes: provider.scopes,
            parameters: provider.parameters)
        let page = request.url(at: endpoint, redirect: listener.redirect, showsAgain: fresh)
        let callback: LoginCallback
        do {
            try open(page, listener.redirect)
            callback = try await awaitCallback(at: listener, state: request.state)
        } catch {
            await listener.close()
            throw error
        }
        await listener.close()
        guard let code = callback.code else {
            throw CommandFailure(.refused, "the identity provider has not logged you in; try again")
        }
        return try await client.logIn(
            at: provider.name,
            LoginRequest(
                code: code, verifier: request.verifier, nonce: request.nonce, redirectUri: listener.redirect,
                issuer: callback.issuer))
    }

    /// What the browser brings to this machine, or somebody pastes from a browser elsewhere, whichever comes first.
    private func awaitCallback(at listener: LoopbackListener, state: String) async throws -> LoginCallback {
        guard takesPasted else { return try await listener.callback(within: Self.longest) }
        return try await withThrowingTaskGroup(of: LoginCallback?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await listener.callback(within: Self.longest) }
            group.addTask { await Self.pasted(state: state, redirect: listener.redirect) }
            while let callback = try await group.next() {
                if let callback { return callback }
            }
            throw CancellationError()
        }
    }

    /// Nil if the input ends before.
    private static func pasted(state: String, redirect: String) async -> LoginCallback? {
        for await line in TypedLines().lines() where !line.allSatisfy(\.isWhitespace) {
            if let callback = LoginCallback(pasted: line, state: state, redirect: redirect) { return callback }
            writeError(
                "That is not where this login ends; paste the whole address, which begins with \(redirect)?\n")
        }
        return nil
    }

    /// Input that nobody types may be for others.
    private var takesPasted: Bool { noBrowser || isatty(STDIN_FILENO) == 1 }

    /// Tells the address in every case: a browser that does not open says nothing.
    private func open(_ page: String, _ redirect: String) throws {
        guard ["https://", "http://"].contains(where: page.hasPrefix),
            page.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw CommandFailure(.unknown, "the server gives no address of a provider") }
        let isOpened = !noBrowser && Browser(environment: Surroundings.variables)?.open(page) == true
        writeError(
            isOpened
                ? "If no browser opens, go to:\n\(page)\n" : "To log in, open in a browser:\n\(page)\n")
        guard takesPasted else { return }
        writeError(
            "If that browser is on another machine, it ends at \(redirect)?… and shows an error: paste that whole address "
                + "here.\n")
    }

    private func serverURL() throws -> String {
        try server ?? connection.address().url
    }

    private func providerName(_ client: SluiceClient) async throws -> String {
        if let provider { return provider }
        let names = try await client.loginProviders().map(\.name)
        guard let only = names.first, names.count == 1 else {
            throw CommandFailure(
                .usage,
                names.isEmpty
                    ? "this server has no identity provider; its operator can set one up in server.yaml"
                    : "name one of the identity providers with --provider: \(names.joined(separator: ", "))")
        }
        return only
    }

    private func warnAboutPlainText(_ url: String) {
        let host = url.dropFirst("http://".count)
        guard url.hasPrefix("http://"), !["127.0.0.1", "localhost", "[::1]"].contains(where: { host.hasPrefix($0) })
        else {
            return
        }
        writeError("sluice: warning: without TLS, others on the way can read the session; use https://\n")
    }
}

/// `sluice logout [--server URL]`
struct LogoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "End the session at a server.",
        discussion: """
            The session ends on the server at once, and is forgotten here even if the server cannot be reached.

            Examples:
              sluice logout
              sluice logout --server https://sluice.example.org
            """)

    @Option(help: ArgumentHelp("The server (default: $SLUICE_SERVER, or the one on this machine).", valueName: "url"))
    var server: String?
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let url = try server ?? connection.address().url
        guard let file = CredentialFile(environment: Surroundings.variables),
            let plain = ServerAddress(url: url, token: "")?.url
        else { throw CommandFailure(.usage, "\(url.quotedForMessage) is not an address such as https://host") }
        guard let credential = try file.credential(for: plain, at: .current),
            let address = ServerAddress(url: plain, token: credential.token)
        else {
            try file.set(nil, for: plain)
            writeOutput("there was no session at \(plain.shown)\n")
            return
        }
        let problem: ClientError?
        do throws(ClientError) {
            try await SluiceClient(address).logOut()
            problem = nil
        } catch {
            // One that is over already needs no end.
            problem = error.code == .problem(.unauthenticated) ? nil : error
        }
        try file.set(nil, for: plain)
        if let problem { throw problem }
        writeOutput("logged out \(credential.user) at \(plain.shown)\n")
    }
}
