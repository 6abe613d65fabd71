internal import Glibc
internal import Promotion

/// Where a binding leads to.
enum DatasetLocation {
    /// The absolute path without links that `path` means. A relative one is meant from `dataFolder` and may not lead out of it, neither
    /// by `..` nor by a link.
    static func resolve(_ path: String, dataFolder: String) throws(DatasetError) -> String {
        let operation = "finding a dataset"
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw DatasetError(.invalidPath, operation: operation, "the path \(path.quotedPath) is empty or has a NUL")
        }
        if path.utf8.first == UInt8(ascii: "/") { return try real(path, path, operation) }
        if path.utf8.split(separator: UInt8(ascii: "/")).contains(where: { $0.elementsEqual("..".utf8) }) {
            throw DatasetError(
                .invalidPath, operation: operation,
                "the path \(path.quotedPath) has '..'; it must stay inside the project's data folder")
        }
        let folder = try real(dataFolder, dataFolder, operation)
        let location = try real("\(folder)/\(path)", path, operation)
        guard isInside(location, folder) else {
            throw DatasetError(
                .invalidPath, operation: operation,
                "\(path.quotedPath) is a link out of the project's data folder \(folder.quotedPath); "
                    + "bind an absolute path if that is meant")
        }
        return location
    }

    /// Whether `path` is `folder` or lies below it; both absolute and without links.
    static func isInside(_ path: String, _ folder: String) -> Bool {
        let prefix = folder == "/" ? folder : folder + "/"
        return path.utf8.elementsEqual(folder.utf8) || path.utf8.starts(with: prefix.utf8)
    }

    private static func real(_ path: String, _ shown: String, _ operation: String) throws(DatasetError) -> String {
        guard let resolved = realpath(path, nil) else {
            throw DatasetError(
                errnoWhile: operation, on: "looked for \(shown.quotedPath) at \(path.quotedPath)")
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
