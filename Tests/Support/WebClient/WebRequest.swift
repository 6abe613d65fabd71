import AsyncHTTPClient
package import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// A request as any client could send it, on a connection of its own; redirects are not followed.
package struct WebRequest: Sendable {
    package var method: String
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: Data?

    package init(_ method: String, _ url: String, headers: [(String, String)] = [], body: Data? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    /// The same as JSON from somebody with a token, in an MLflow workspace.
    package init(_ method: String, _ url: String, json: Data?, token: String?, workspace: String? = nil) {
        self.init(method, url, body: json)
        if json != nil { headers.append(("content-type", "application/json")) }
        if let token { headers.append(("authorization", "Bearer \(token)")) }
        if let workspace { headers.append(("x-mlflow-workspace", workspace)) }
    }

    /// What came back. The time limit only ends what would hang.
    package func answer() async throws -> WebAnswer {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await Self.client.execute(request, timeout: .minutes(5))
        let bytes = try await response.body.collect(upTo: 256 << 20)
        return WebAnswer(
            status: Int(response.status.code),
            headers: response.headers.map { ($0.name.lowercased(), $0.value) }, body: Data(bytes.readableBytesView))
    }

    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.maximumUsesPerConnection = 1
        // Where nobody answers is told at once, and is not remembered.
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    }()
}

/// An answer to a `WebRequest`.
package struct WebAnswer: Sendable {
    package let status: Int
    /// In their order; names are in lower case.
    package let headers: [(name: String, value: String)]
    package let body: Data

    /// The body as text.
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The first value of a header; `name` is in lower case.
    package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
