import Foundation
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
        var request = WebRequest(method, url, body: body.map { Data($0.utf8) })
        let place = Self.place(url)
        let known = cookies.withLock { $0[place] ?? [:] }
        if !known.isEmpty {
            let line = known.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
            request.headers.append(("cookie", line))
        }
        if let type { request.headers.append(("content-type", type)) }
        for (name, value) in headers { request.headers.append((name, value)) }
        let answer = try await request.answer()
        let set = answer.headers.filter { $0.name == "set-cookie" }.map(\.value)
        keep(set, at: place)
        return Page(
            status: answer.status, body: answer.text, location: answer.header("location"), cookiesSet: set,
            contentType: answer.header("content-type"),
            headers: Dictionary(answer.headers.map { ($0.name, $0.value) }) { $1 })
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
