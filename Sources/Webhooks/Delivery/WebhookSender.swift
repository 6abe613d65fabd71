internal import AsyncHTTPClient
internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
package import Promotion

/// Sends messages to URLs that others chose.
///
/// - The host's addresses are looked up once for each attempt, all are checked, and the connection goes to one of those.
/// - TLS asks for and checks the certificate of the host's name.
/// - No redirect is followed, no proxy is used, and of the answer's body only the beginning is read.
package struct WebhookSender: Sendable {
    private let policy: DestinationPolicy
    private let resolver: any HostResolver
    private let longest: Double
    /// Keeps the webhooks' secrets.
    package let secrets: WebhookSecrets

    /// How much of an answer's body is read, in bytes.
    package static let longestBody = 4096
    /// How many of a host's addresses are tried.
    private static let mostAddresses = 3

    /// An attempt may take `longest` seconds, from the look-up to the answer's end.
    package init(
        policy: DestinationPolicy, resolver: any HostResolver = SystemResolver(), longest: Double = 10,
        secrets: WebhookSecrets
    ) {
        self.policy = policy
        self.resolver = resolver
        self.longest = longest
        self.secrets = secrets
    }

    /// Whether messages could be sent there now, as far as this can be said without a connection.
    package func check(_ url: String) async throws(WebhookError) {
        _ = try await policy.addresses(for: WebhookURL(url), resolver)
    }

    /// Sends the message once, signed if there is a secret, and gives the answer, whatever its status.
    package func send(
        _ message: WebhookMessage, to url: String, secret: String?, at time: Timestamp
    ) async throws -> WebhookAnswer {
        let url = try WebhookURL(url)
        let headers = message.headers(at: time, secret: secret)
        let longest = longest
        return try await withThrowingTaskGroup(of: WebhookAnswer.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await post(message.body, headers, to: url) }
            group.addTask {
                try await Task.sleep(for: .seconds(longest))
                throw WebhookError(.timedOut, "no answer from '\(url.host)' within \(longest) seconds")
            }
            guard let answer = try await group.next() else { throw CancellationError() }
            return answer
        }
    }

    /// Tries the addresses one after another, for as long as no connection comes about.
    private func post(
        _ body: String, _ headers: [(name: String, value: String)], to url: WebhookURL
    ) async throws -> WebhookAnswer {
        let addresses = try await policy.addresses(for: url, resolver).prefix(Self.mostAddresses)
        var failure = WebhookError(.unreachable, "'\(url.host)' has no address")
        for address in addresses {
            do {
                return try await post(body, headers, to: url, at: address)
            } catch let error as WebhookError where error.code == .unreachable {
                failure = error
            }
        }
        throw failure
    }

    private func post(
        _ body: String, _ headers: [(name: String, value: String)], to url: WebhookURL, at address: IPAddress
    ) async throws -> WebhookAnswer {
        var request = HTTPClientRequest(url: url.text)
        request.method = .POST
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.body = .bytes(ByteBuffer(string: body))
        let client = HTTPClient(
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration(url, address))
        let result: Result<WebhookAnswer, any Error>
        do { result = .success(try await Self.answer(of: client, to: request, longest)) } catch {
            result = .failure(Self.failure(error, url.host, address))
        }
        // A client that is not shut down is an error of the program; this also closes what is still open.
        try await client.shutdown()
        return try result.get()
    }

    private func configuration(_ url: WebhookURL, _ address: IPAddress) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, decompression: .disabled)
        let time = TimeAmount.milliseconds(Int64(longest * 1000))
        configuration.timeout = .init(connect: min(time, .seconds(5)), read: time)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        configuration.maximumUsesPerConnection = 1
        // For the connection only: Host, SNI and the certificate's check keep the name.
        if url.address == nil { configuration.dnsOverride = [url.host: address.description] }
        return configuration
    }

    private static func answer(
        of client: HTTPClient, to request: HTTPClientRequest, _ longest: Double
    ) async throws -> WebhookAnswer {
        let response = try await client.execute(request, timeout: .milliseconds(Int64(longest * 1000)))
        var body: [UInt8] = []
        for try await part in response.body {
            body += part.readableBytesView.prefix(longestBody - body.count)
            if body.count == longestBody { break }
        }
        return WebhookAnswer(
            status: Int(response.status.code), body: String(decoding: body, as: UTF8.self),
            retryAfter: response.headers.first(name: "Retry-After").flatMap { Int($0) }.flatMap { $0 < 0 ? nil : $0 })
    }

    private static func failure(_ error: any Error, _ host: String, _ address: IPAddress) -> any Error {
        let place = "'\(host)' (\(address))"
        switch (error, error as? HTTPClientError) {
        case (is CancellationError, _), (_, .cancelled?): return CancellationError()
        case (let error as IOError, _) where [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH].contains(error.errnoCode):
            return WebhookError(
                .unreachable, "\(place) cannot be reached: \(String(cString: strerror(error.errnoCode)).lowercased())")
        case (is NIOConnectionError, _), (ChannelError.connectTimeout, _), (_, .connectTimeout?):
            return WebhookError(.unreachable, "\(place) cannot be reached")
        case (_, .readTimeout?), (_, .deadlineExceeded?):
            return WebhookError(.timedOut, "no answer from \(place) in time")
        default:
            return WebhookError(.failed, "sending to \(place) failed: \(String("\(error)".prefix(300)))")
        }
    }
}
