import FoundationEssentials
import Promotion

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

    /// The server that the environment names, otherwise the one that left its endpoint in `homePath`.
    ///
    /// - Throws: `ClientError` with the code `notRunning`, which says how to start one.
    package static func find(environment: [String: String], homePath: String) throws(ClientError) -> ServerAddress {
        if let url = environment["SLUICE_SERVER"], !url.isEmpty {
            guard let address = ServerAddress(url: url, token: environment["SLUICE_TOKEN"] ?? "") else {
                throw ClientError(
                    .notRunning, operation: "looking for the server",
                    message:
                        "SLUICE_SERVER is \(url.quotedForMessage), which is not an address such as http://host:4100")
            }
            return address
        }
        guard let data = try? Data(contentsOf: URL(filePath: homePath + "/" + Endpoint.fileName)) else {
            throw ClientError(
                .notRunning, operation: "looking for the server",
                message: "no server is running on \(homePath.quotedForMessage); start one with 'sluice up', or point "
                    + "SLUICE_SERVER and SLUICE_TOKEN at another")
        }
        guard let endpoint = try? JSONDecoder().decode(Endpoint.self, from: data),
            let address = ServerAddress(url: endpoint.url, token: endpoint.token)
        else {
            throw ClientError(
                .notRunning, operation: "looking for the server",
                message: "\((homePath + "/" + Endpoint.fileName).quotedForMessage) is damaged; restart the server with "
                    + "'sluice up'")
        }
        return address
    }
}
