import AsyncHTTPClient
import FoundationEssentials
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Promotion

/// Asks a source. Reading is tried again a few times; redirects are not followed, and answers are bounded.
struct SourceClient: Sendable {
    let address: SourceAddress
    private var triesAgain = true

    init(address: SourceAddress) { self.address = address }

    /// The same, for the first question: who does not answer is told at once.
    var once: SourceClient {
        var client = self
        client.triesAgain = false
        return client
    }

    /// The longest answer that is no file.
    static let longestAnswer = 64 << 20
    static let artifacts = "/api/2.0/mlflow-artifacts/artifacts"

    private static let transport: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, decompression: .disabled)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(10)
        configuration.timeout.read = .seconds(120)
        return HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    }()

    /// The JSON of an answer to GET. `path` begins with a slash.
    func get<Answer: Decodable>(
        _ path: String, _ query: [(String, String)] = [], as type: Answer.Type = Answer.self
    ) async throws(SourceError) -> Answer {
        try await decoded(request(.GET, path, query))
    }

    /// The JSON of an answer to POST of an operation that only reads.
    func post<Answer: Decodable>(
        _ path: String, _ body: some Encodable, as type: Answer.Type = Answer.self
    ) async throws(SourceError) -> Answer {
        var request = request(.POST, path, [])
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        guard let bytes = try? encoder.encode(body) else {
            throw SourceError(.unusable, "a request to \(path) is no JSON")
        }
        request.headers.add(name: "content-type", value: "application/json")
        request.body = .bytes(Array(bytes), length: .known(Int64(bytes.count)))
        return try await decoded(request)
    }

    /// A file's bytes as they come, and how many there will be if the source says so.
    func file(_ path: String) async throws(SourceError) -> (body: HTTPClientResponse.Body, length: Int64?) {
        let encoded = path.split(separator: "/", omittingEmptySubsequences: false).map { Self.encoded(String($0)) }
        let request = request(.GET, Self.artifacts + "/" + encoded.joined(separator: "/"), [])
        let response = try await answer(to: request)
        return (response.body, response.headers.first(name: "content-length").flatMap { Int64($0) })
    }

    private func request(_ method: HTTPMethod, _ path: String, _ query: [(String, String)]) -> HTTPClientRequest {
        let text = query.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }.joined(separator: "&")
        var request = HTTPClientRequest(url: address.uri + path + (text.isEmpty ? "" : "?" + text))
        request.method = method
        switch address.credentials {
        case .basic(let user, let password):
            let pair = Data("\(user):\(password)".utf8).base64EncodedString()
            request.headers.add(name: "authorization", value: "Basic \(pair)")
        case .bearer(let token): request.headers.add(name: "authorization", value: "Bearer \(token)")
        case nil: break
        }
        request.headers.add(name: "accept", value: "application/json, */*")
        return request
    }

    private func decoded<Answer: Decodable>(_ request: HTTPClientRequest) async throws(SourceError) -> Answer {
        let bytes = try await Retries.perform(triesAgain) { () async throws(SourceError) in
            let response = try await answer(to: request)
            do {
                return Data((try await response.body.collect(upTo: Self.longestAnswer)).readableBytesView)
            } catch is NIOTooManyBytesError {
                throw SourceError(
                    .unusable, "\(place(request)) is longer than \(Self.longestAnswer >> 20) MiB, which is too much")
            } catch {
                throw SourceError(.unreachable, "\(address.uri) broke its answer off (\(Self.cause(error)))")
            }
        }
        if let answer = try? Self.decoder(lenient: false).decode(Answer.self, from: bytes) { return answer }
        // Some answers of stock servers have NaN as Python writes it, which is no JSON.
        do { return try Self.decoder(lenient: true).decode(Answer.self, from: bytes) } catch {
            throw SourceError(
                .notMLflow, "\(place(request)) is not what an MLflow server answers; check the tracking URI")
        }
    }

    /// An answer with status 200.
    private func answer(to request: HTTPClientRequest) async throws(SourceError) -> HTTPClientResponse {
        let response: HTTPClientResponse
        do { response = try await Self.transport.execute(request, timeout: .hours(12)) } catch {
            throw SourceError(
                .unreachable, "no server answers at \(address.uri) (\(Self.cause(error))); check the tracking URI")
        }
        let status = response.status.code
        guard status != 200 else { return response }
        let said = await message(of: response)
        switch status {
        case 401, 403:
            throw SourceError(
                .refused,
                "\(address.uri) answers \(status)\(said); set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or "
                    + "MLFLOW_TRACKING_TOKEN, to one who may read everything there")
        case 404, 405, 501: throw SourceError(.missing, "\(place(request)) is not there (\(status))\(said)")
        case 300..<400:
            throw SourceError(
                .unusable,
                "\(address.uri) sends clients elsewhere (\(status)), which is not followed; name that address")
        case 429, 500...: throw SourceError(.unreachable, "\(place(request)) failed with \(status)\(said)")
        default: throw SourceError(.unusable, "\(place(request)) failed with \(status)\(said)")
        }
    }

    /// What the source says went wrong, shortened and harmless.
    private func message(of response: HTTPClientResponse) async -> String {
        struct Refusal: Decodable { let message: String }
        guard let body = try? await response.body.collect(upTo: 1 << 16),
            let said = try? JSONDecoder().decode(Refusal.self, from: Data(body.readableBytesView)).message
        else { return "" }
        return ": " + String(said.prefix(200)).quotedForMessage
    }

    /// The request's address without its query.
    private func place(_ request: HTTPClientRequest) -> String {
        String(request.url.split(separator: "?", maxSplits: 1)[0].prefix(300))
    }

    private static func decoder(lenient: Bool) -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = lenient
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return decoder
    }

    private static func cause(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { cause($0.error) } ?? "no connection"
        case let error as IOError: error.errnoCode == ECONNREFUSED ? "connection refused" : "error \(error.errnoCode)"
        case let error as HTTPClientError: error.shortDescription.lowercased()
        default: "\(type(of: error))"
        }
    }

    /// Leaves only RFC 3986's unreserved characters as they are.
    static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let isLetter = (0x61...0x7A).contains(byte | 0x20)
            if isLetter || (0x30...0x39).contains(byte) || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte) {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                encoded += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}

/// Tries what only reads again, a little later each time.
enum Retries {
    private static let pauses: [Duration] = [.milliseconds(300), .seconds(1), .seconds(3)]

    static func perform<Result>(
        _ triesAgain: Bool = true, _ body: () async throws(SourceError) -> Result
    ) async throws(SourceError) -> Result {
        for pause in triesAgain ? pauses : [] {
            do throws(SourceError) { return try await body() } catch {
                guard error.code == .unreachable, !Task.isCancelled else { throw error }
                try? await Task.sleep(for: pause)
            }
        }
        return try await body()
    }
}
