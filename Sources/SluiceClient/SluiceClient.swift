import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix
import Promotion

/// Talks to one server. Copies share connections; nothing needs to be closed.
package struct SluiceClient: Sendable {
    /// Where it talks to.
    package let address: ServerAddress

    /// Goes on record as the one who asked, where the token is the administrator's.
    private let user: String?

    package init(_ address: ServerAddress, user: String? = nil) {
        self.address = address
        self.user = user
    }

    /// Shared by all clients of the process, and never closed. A server that is not there is told at once; nothing is tried again, and
    /// nobody is followed to another address with a token.
    static let transport: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, decompression: .disabled)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(10)
        return HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    }()

    /// The most that an answer other than a log may have.
    private static let longestAnswer = 64 << 20

    /// The verbs of the API.
    enum Verb: String {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// What a request asks for.
    struct Call {
        /// A gerund for messages, such as `reading the plan`.
        var operation: String
        var verb = Verb.get
        /// Below `/api/v1`, of parts that need no escaping.
        var path: String
        /// Left out where nil.
        var query: [(name: String, value: String?)] = []
        var body: [UInt8]?
    }

    /// Sends `body` as JSON and reads the answer's JSON.
    func send<Answer: Decodable>(
        _ verb: Verb, _ path: String, _ body: some Encodable, operation: String
    ) async throws(ClientError) -> Answer {
        let bytes: [UInt8]
        do { bytes = Array(try JSONEncoder.sluice.encode(body)) } catch {
            throw ClientError(.unexpectedAnswer, operation: operation, message: "the request is not JSON: \(error)")
        }
        return try await answer(Call(operation: operation, verb: verb, path: path, body: bytes))
    }

    /// Reads the answer's JSON.
    func answer<Answer: Decodable>(_ call: Call) async throws(ClientError) -> Answer {
        let bytes = try await bytes(call)
        do { return try JSONDecoder.sluice.decode(Answer.self, from: Data(bytes)) } catch {
            throw ClientError(
                .unexpectedAnswer, operation: call.operation,
                message:
                    "\(address.url) answered something that this version of sluice does not understand; compare the "
                    + "versions with 'sluice doctor' (\(error))")
        }
    }

    /// The whole body of the answer.
    @discardableResult
    func bytes(_ call: Call) async throws(ClientError) -> [UInt8] {
        let response = try await execute(call)
        do {
            let body = try await response.body.collect(upTo: Self.longestAnswer)
            return Array(body.readableBytesView)
        } catch { throw unreachable(call, error) }
    }

    /// Hands the body of the answer on as it comes.
    func stream(
        _ call: Call, to receive: @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        let response = try await execute(call)
        var body = response.body.makeAsyncIterator()
        while true {
            let part: ByteBuffer?
            do { part = try await body.next() } catch {
                if error is CancellationError { throw error }
                throw unreachable(call, error)
            }
            guard let part else { return }
            try await receive(Array(part.readableBytesView))
        }
    }

    private func execute(_ call: Call) async throws(ClientError) -> HTTPClientResponse {
        var request = HTTPClientRequest(url: address.url + "/api/v1" + call.path + Self.text(of: call.query))
        request.method = HTTPMethod(rawValue: call.verb.rawValue)
        request.headers.add(name: "authorization", value: "Bearer \(address.token)")
        if let user { request.headers.add(name: "x-sluice-user", value: user) }
        request.headers.add(name: "accept", value: "application/json, application/problem+json")
        if let body = call.body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(body, length: .known(Int64(body.count)))
        }
        let response: HTTPClientResponse
        do { response = try await Self.answer(to: request) } catch { throw unreachable(call, error) }
        guard response.status.code >= 400 else { return response }
        let body = try? await response.body.collect(upTo: 1 << 20)
        throw failure(call, response, Data(body.map { Array($0.readableBytesView) } ?? []))
    }

    /// A server may close a connection in the moment in which it is used again. What only reads is then asked once more, on a new one.
    private static func answer(to request: HTTPClientRequest) async throws -> HTTPClientResponse {
        do { return try await transport.execute(request, timeout: .hours(24)) } catch {
            guard request.method == .GET, !(error is NIOConnectionError), !(error is CancellationError) else {
                throw error
            }
            return try await transport.execute(request, timeout: .hours(24))
        }
    }

    private func failure(_ call: Call, _ response: HTTPClientResponse, _ body: Data) -> ClientError {
        guard let problem = try? JSONDecoder.sluice.decode(Problem.self, from: body) else {
            return ClientError(
                .unexpectedAnswer, operation: call.operation,
                message:
                    "\(address.url) answered \(response.status.code), and not as a Sluice server does; check the address"
            )
        }
        let hint =
            problem.code == .unauthenticated
            ? "; log in with 'sluice login', set SLUICE_TOKEN, or run this on the server's machine as the user who started it"
            : ""
        return ClientError(
            .problem(problem.code), operation: call.operation, message: problem.detail + hint,
            requestId: problem.requestId)
    }

    private func unreachable(_ call: Call, _ error: any Error) -> ClientError {
        ClientError(
            .unreachable, operation: call.operation,
            message:
                "no server answers at \(address.url) (\(Self.cause(of: error))); start one with 'sluice up', or look "
                + "with 'sluice doctor'")
    }

    /// The shortest true sentence about a transport error.
    private static func cause(of error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { cause(of: $0.error) } ?? "no connection"
        case let error as IOError: systemMessage(error.errnoCode)
        case let error as HTTPClientError: error.shortDescription.lowercased()
        default: "\(error)"
        }
    }

    private static func text(of query: [(name: String, value: String?)]) -> String {
        let given = query.compactMap { item in item.value.map { "\(item.name)=\(percentEncoded($0))" } }
        return given.isEmpty ? "" : "?" + given.joined(separator: "&")
    }

    /// Leaves only RFC 3986's unreserved characters as they are.
    static func percentEncoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let isLetter = (0x61...0x7A).contains(byte | 0x20)
            if isLetter || (0x30...0x39).contains(byte) || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte) {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return encoded
    }
}
