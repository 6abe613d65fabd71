import FoundationEssentials
import Glibc
package import Promotion

extension HomeFolder {
    /// Says where the server answers, readable by its owner only.
    package func writeEndpoint(_ endpoint: Endpoint) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try replaceFile(endpointPath, with: Array(try encoder.encode(endpoint)) + [UInt8(ascii: "\n")])
    }

    /// What the last server left; nil if there is none, or if it is no endpoint.
    package func readEndpoint() -> Endpoint? {
        guard let bytes = try? readFile(endpointPath, limit: 64 << 10) else { return nil }
        return try? JSONDecoder().decode(Endpoint.self, from: Data(bytes))
    }

    /// Called by the server that wrote it, at its end. A second call does nothing.
    package func removeEndpoint() { unlink(endpointPath) }
}

extension HomeFolder {
    /// The port on which the last server listened; nil if there was none. It stays when the server ends.
    package var formerPort: Int? {
        guard let bytes = try? readFile(path + "/port", limit: 16) else { return nil }
        guard let port = Int(String(decoding: bytes, as: UTF8.self)), (1...65535).contains(port) else { return nil }
        return port
    }

    package func writeFormerPort(_ port: Int) throws { try replaceFile(path + "/port", with: Array(String(port).utf8)) }
}
