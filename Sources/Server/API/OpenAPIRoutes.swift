import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// The published description of the API. Added last, since it tells of all routes; made when it is first asked for.
final class OpenAPIRoutes: Sendable {
    private let entries: [RouteTable.Entry]
    private let made = Mutex<ByteBuffer?>(nil)

    private static let path = "/api/v1/openapi.json"

    private init(_ entries: [RouteTable.Entry]) { self.entries = entries }

    static func add(to table: inout RouteTable) {
        let routes = OpenAPIRoutes(table.entries + [RouteTable.Entry(method: .get, path: path, policy: .open)])
        table.addOpen(.get, path) { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: try routes.document()))
        }
    }

    /// - Throws: `ProbeError` where a route takes or gives a type that has no schema.
    private func document() throws -> ByteBuffer {
        if let document = made.withLock({ $0 }) { return document }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = try encoder.encode(OpenAPIDocument(entries, notes: OperationNotes.all))
        let document = ByteBuffer(bytes: bytes)
        made.withLock { $0 = document }
        return document
    }
}
