import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Goes from page to page with cookies, as a browser does; follows no redirect by itself.
package final class TestBrowser: Sendable {
    /// An answer.
    package struct Page: Sendable {
        package let status: Int
        package let body: String
        package let location: String?
        /// The lines of `Set-Cookie`.
        package let cookiesSet: [String]
        package let contentType: String?
        package let headers: [String: String]
    }

    private let cookies = Mutex<[String: [String: String]]>([:])

    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.maximumUsesPerConnection = 1
        return HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    }()

    package init() {}

    /// The value of a cookie at the server of `url`.
    package func cookie(_ name: String, at url: String) -> String? { cookies.withLock { $0[Self.place(url)]?[name] } }

    /// Puts a cookie there, as an attacker may.
    package func setCookie(_ name: String, _ value: String?, at url: String) {
        cookies.withLock { $0[Self.place(url), default: [:]][name] = value }
    }

    package func get(_ url: String, headers: [String: String] = [:]) async throws -> Page {
        try await send("GET", url, headers: headers)
    }

    package func send(
        _ method: String, _ url: String, body: String? = nil, type: String? = nil, headers: [String: String] = [:]
    ) async throws -> Page {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        let place = Self.place(url)
        let known = cookies.withLock { $0[place] ?? [:] }
        if !known.isEmpty {
            let line = known.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
            request.headers.add(name: "cookie", value: line)
        }
        if let type { request.headers.add(name: "content-type", value: type) }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await Self.client.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 1 << 20)
        let set = response.headers["set-cookie"]
        keep(set, at: place)
        return Page(
            status: Int(response.status.code), body: String(buffer: bytes),
            location: response.headers.first(name: "location"), cookiesSet: set,
            contentType: response.headers.first(name: "content-type"),
            headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { $1 })
    }

    private func keep(_ lines: [String], at place: String) {
        for line in lines {
            let parts = line.split(separator: ";").map { $0.trimming { $0 == " " } }
            guard let pair = parts.first?.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false),
                pair.count == 2
            else { continue }
            let isOver = parts.contains { $0.lowercased() == "max-age=0" }
            cookies.withLock { $0[place, default: [:]][String(pair[0])] = isOver ? nil : String(pair[1]) }
        }
    }

    private static func place(_ url: String) -> String { url.split(separator: "/").prefix(2).joined(separator: "/") }
}

extension Substring {
    fileprivate func trimming(_ isBlank: (Character) -> Bool) -> Substring {
        var text = self
        while let first = text.first, isBlank(first) { text.removeFirst() }
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }
}
