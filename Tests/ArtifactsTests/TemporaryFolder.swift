import Foundation

/// A folder that goes with the test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory().trimmingSuffix("/") + "/sluice-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The relative paths of all files below `folder`, sorted.
    func files(below folder: String = "") -> [String] {
        let root = folder.isEmpty ? path : path + "/" + folder
        let names = FileManager.default.subpaths(atPath: root) ?? []
        return names.filter { name in
            let type = try? FileManager.default.attributesOfItem(atPath: root + "/" + name)[.type] as? FileAttributeType
            return type != .typeDirectory
        }.sorted()
    }

    func mode(_ relative: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + relative)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
