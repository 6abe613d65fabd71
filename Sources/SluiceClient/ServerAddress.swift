import FoundationEssentials
package import Promotion

/// Where a server is, and as whom to talk to it.
package struct ServerAddress: Hashable, Sendable {
    /// Without a slash at the end.
    package let url: String
    package let token: String

    /// - Returns: nil if `url` is not `http://HOST…` or `https://HOST…`.
    package init?(url: String, token: String) {
        var url = url
        while url.hasSuffix("/") { url.removeLast() }
        guard let scheme = ["http://", "https://"].first(where: url.hasPrefix), url.utf8.count > scheme.utf8.count,
            url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        self.url = url
        self.token = token
    }

    /// The server that the environment names, otherwise the one that left its endpoint in `homePath`, otherwise the one at which
    /// somebody logged in last. The token is that of the environment, otherwise that of a login there, otherwise the endpoint's.
    ///
    /// - Throws: `ClientError` with the code `notRunning`, which says how to start one.
    package static func find(
        environment: [String: String], homePath: String, at now: Timestamp = ServerAddress.clock
    ) throws(ClientError) -> ServerAddress {
        let given = environment["SLUICE_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        let logins = CredentialFile(environment: environment)
        func address(_ url: String, otherwise token: String) throws(ClientError) -> ServerAddress? {
            guard let plain = ServerAddress(url: url, token: "") else { return nil }
            let login = given == nil ? try logins?.credential(for: plain.url, at: now)?.token : nil
            return ServerAddress(url: plain.url, token: given ?? login ?? token)
        }
        let endpoint = try endpoint(in: homePath)
        if let url = environment["SLUICE_SERVER"], !url.isEmpty {
            let local = endpoint.flatMap { ServerAddress(url: $0.url, token: $0.token) }
            let isLocal = local.map { $0.url == ServerAddress(url: url, token: "")?.url } ?? false
            if let address = try address(url, otherwise: isLocal ? local?.token ?? "" : "") { return address }
            throw ClientError(
                .notRunning, operation: "looking for the server",
                message: "SLUICE_SERVER is \(url.quotedForMessage), which is not an address such as http://host:4100")
        }
        if let endpoint {
            if let address = try address(endpoint.url, otherwise: endpoint.token) { return address }
            throw damaged(homePath)
        }
        if let last = try logins?.lastServer(), let address = try address(last, otherwise: "") { return address }
        throw ClientError(
            .notRunning, operation: "looking for the server",
            message: "no server is running on \(homePath.quotedForMessage); start one with 'sluice up', or point "
                + "SLUICE_SERVER at another")
    }

    /// The server that left its endpoint in `homePath`, as whoever may read it, whatever else there is.
    ///
    /// - Throws: `ClientError` with the code `notRunning`, which says how to start one.
    package static func ofEndpoint(in homePath: String) throws(ClientError) -> ServerAddress {
        guard let endpoint = try endpoint(in: homePath) else {
            throw ClientError(
                .notRunning, operation: "looking for the server",
                message: "no server is running on \(homePath.quotedForMessage); start one with 'sluice up' and the same"
                    + " --home, or leave --home out: SLUICE_SERVER and logins count only without it")
        }
        guard let address = ServerAddress(url: endpoint.url, token: endpoint.token) else { throw damaged(homePath) }
        return address
    }

    private static func endpoint(in homePath: String) throws(ClientError) -> Endpoint? {
        guard let data = try? Data(contentsOf: URL(filePath: homePath + "/" + Endpoint.fileName)) else { return nil }
        guard let endpoint = try? JSONDecoder().decode(Endpoint.self, from: data) else { throw damaged(homePath) }
        return endpoint
    }

    private static func damaged(_ homePath: String) -> ClientError {
        ClientError(
            .notRunning, operation: "looking for the server",
            message: "\((homePath + "/" + Endpoint.fileName).quotedForMessage) is damaged; restart the server with "
                + "'sluice up'")
    }

    /// What this machine's clock says.
    package static var clock: Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }
}
