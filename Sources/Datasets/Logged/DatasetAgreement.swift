internal import Glibc
package import Promotion

/// Whether the dataset that a run was given is the one that its code says it read.
package enum DatasetAgreement: Hashable, Sendable {
    /// The same place, and the same version as far as the source can carry one.
    case same
    /// The same Delta table, but the code logged no version. MLflow also leaves out version 0.
    case versionNotLogged
    /// The same Delta table in another version.
    case otherVersion(logged: Int64)
    /// Another place.
    case otherPath(logged: String)
}

extension LoggedDatasetSource {
    /// Compares with what the run was `given`. A path below the given folder agrees for plain files, where code may log the one file that
    /// it reads. A relative path is meant from `workingFolder`. It may look up links on disk.
    package func agreement(with given: DatasetVersion, workingFolder: String? = nil) -> DatasetAgreement {
        let logged = absolute(workingFolder)
        switch given.binding {
        case .delta:
            guard logged.utf8.elementsEqual(given.location.utf8) else { return .otherPath(logged: path) }
            guard let version else { return .versionNotLogged }
            return String(version) == given.version ? .same : .otherVersion(logged: version)
        case .files:
            return DatasetLocation.isInside(logged, given.location) ? .same : .otherPath(logged: path)
        }
    }

    /// The logged path without links, where it exists, and as it is elsewhere.
    private func absolute(_ workingFolder: String?) -> String {
        let joined = path.utf8.first == UInt8(ascii: "/") ? path : workingFolder.map { "\($0)/\(path)" } ?? path
        guard let resolved = realpath(joined, nil) else { return joined }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
