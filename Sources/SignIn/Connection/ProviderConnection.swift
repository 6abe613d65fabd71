internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// Asks a provider one thing at a time: no redirect is followed, no answer is longer or takes longer than its bound.
struct ProviderConnection: Sendable {
    /// What a provider answered.
    struct Answer: Sendable {
        let status: Int
        let body: [UInt8]
    }

    /// Seconds for the whole of a request.
    let longest: Double

    private static let longestBody = 512 << 10

    func get(_ url: String) async throws(SignInError) -> Answer {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "accept", value: "application/json")
        return try await answer(to: request)
    }

    /// Sends a form; `authorization` is the header's value, if there is to be one.
    func post(
        _ fields: [(name: String, value: String)], to url: String, authorization: String?
    ) async throws(SignInError) -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "accept", value: "application/json")
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        if let authorization { request.headers.add(name: "authorization", value: authorization) }
        request.body = .bytes(ByteBuffer(string: FormEncoding.text(of: fields)))
        return try await answer(to: request)
    }

    private func answer(to request: HTTPClientRequest) async throws(SignInError) -> Answer {
        let longest = longest
        do {
            return try await withThrowingTaskGroup(of: Answer.self) { group in
                defer { group.cancelAll() }
                group.addTask { try await execute(request) }
                group.addTask {
                    try await Task.sleep(for: .seconds(longest))
                    throw SignInError(.unavailable, Self.silence, detail: "no answer within \(longest) seconds")
                }
                guard let answer = try await group.next() else { throw CancellationError() }
                return answer
            }
        } catch {
            if let error = error as? SignInError { throw error }
            throw SignInError(.unavailable, Self.silence, detail: "\(request.url): \(String("\(error)".prefix(200)))")
        }
    }

    /// What people are told whatever the reason is; the log has it.
    static let silence = "the identity provider does not answer as it should; try again in a while"

    private func execute(_ request: HTTPClientRequest) async throws -> Answer {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, decompression: .disabled)
        let time = TimeAmount.milliseconds(Int64(longest * 1000))
        configuration.timeout = .init(connect: time, read: time)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        configuration.maximumUsesPerConnection = 1
        let client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
        let result: Result<Answer, any Error>
        do {
            let response = try await client.execute(request, timeout: time)
            let body = try await response.body.collect(upTo: Self.longestBody)
            result = .success(Answer(status: Int(response.status.code), body: Array(body.readableBytesView)))
        } catch { result = .failure(error) }
        // A client that is not shut down is an error of the program.
        try await client.shutdown()
        return try result.get()
    }
}
