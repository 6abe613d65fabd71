import Catalog
import Foundation
import Promotion

/// A catalog file in a folder of its own, removed with it.
final class TemporaryCatalog: Sendable {
    let folder: URL
    var path: String { folder.appending(path: "catalog.sqlite").path }

    init(in parent: URL = FileManager.default.temporaryDirectory) throws {
        folder = parent.appending(path: "catalog-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func open() async throws -> Catalog {
        try await Catalog.open(path) { Timestamp(milliseconds: 1_000) }
    }
}
