/// Which server answers.
package struct ServerReport: Hashable, Codable, Sendable {
    /// Of Sluice, such as `0.1.0`.
    package var version: String
    /// Of the REST API, from 1.
    package var api: Int

    package init(version: String, api: Int = 1) {
        self.version = version
        self.api = api
    }

    /// This program.
    package static let current = ServerReport(version: "0.1.0")
}

/// How a list is answered: whole, or a page of it.
package struct ListReport<Item: Codable & Sendable>: Codable, Sendable {
    package var items: [Item]
    /// What asks for the page behind this one, as `cursor`; nil if this is the last.
    package var next: String?

    package init(items: [Item], next: String? = nil) {
        self.items = items
        self.next = next
    }
}

/// How programs on the same machine find a server: what `endpoint.json` in its home folder says.
package struct Endpoint: Hashable, Codable, Sendable {
    /// Such as `http://127.0.0.1:4100`.
    package var url: String
    /// The administrator's. Whoever can read the file may do everything.
    package var token: String
    package var pid: Int32

    package init(url: String, token: String, pid: Int32) {
        self.url = url
        self.token = token
        self.pid = pid
    }

    /// The file's name in the home folder.
    package static let fileName = "endpoint.json"
}
