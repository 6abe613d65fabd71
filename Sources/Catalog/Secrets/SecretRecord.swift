package import Promotion

/// A secret of an environment as it is stored: sealed, or without a value because it was dropped.
package struct SecretRecord: Hashable, Sendable {
    package let project: ProjectName
    package let environment: EnvironmentName
    package let name: SecretName
    /// Counts up with each value.
    package var version: Int
    /// Nil once it was dropped.
    package var sealed: SealedSecret?
    /// The repository's address when it was set. It counts for no other.
    package var source: String
    package var setBy: String
    package var setAt: Timestamp
    /// Why it was dropped.
    package var reason: String?
    package var lastRun: RunID?
    package var lastUsed: Timestamp?

    package init(
        project: ProjectName, environment: EnvironmentName, name: SecretName, version: Int, sealed: SealedSecret?,
        source: String, setBy: String, setAt: Timestamp
    ) {
        self.project = project
        self.environment = environment
        self.name = name
        self.version = version
        self.sealed = sealed
        self.source = source
        self.setBy = setBy
        self.setAt = setAt
    }

    static let columns: SQL =
        """
        project, environment, name, version, sealed, key_id, source, set_by, set_at, reason, last_run, last_used_at
        """

    init(row: CatalogRow) throws(CatalogError) {
        let (text, key): (String?, String?) = (try row[4], try row[5])
        self.init(
            project: try row[0], environment: try row[1], name: try row[2], version: try row[3],
            sealed: text.flatMap { text in key.map { SealedSecret(text: text, key: $0) } }, source: try row[6],
            setBy: try row[7], setAt: try row[8])
        reason = try row[9]
        lastRun = try row[10]
        lastUsed = try row[11]
    }
}

/// A value that only the server's key opens.
package struct SealedSecret: Hashable, Sendable {
    package var text: String
    /// The key's public fingerprint.
    package var key: String

    package init(text: String, key: String) {
        self.text = text
        self.key = key
    }
}

extension SecretName: CatalogConvertible {}
