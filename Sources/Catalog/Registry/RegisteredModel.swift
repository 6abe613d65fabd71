package import Promotion

/// A name under which versions of a model are registered in a workspace.
package struct RegisteredModel: Sendable {
    package var workspace: WorkspaceName
    package var name: String
    /// nil if it was never set; an empty text was set.
    package var description: String?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    package var tags: [Entry] = []
    package var aliases: [ModelAlias] = []
    /// The newest version of each stage.
    package var latestVersions: [ModelVersion] = []

    static let columns: SQL = "workspace, name, description, created_at, updated_at"

    init(row: some RowColumns) throws(CatalogError) {
        workspace = try row[0]
        name = try row[1]
        description = try row[2]
        createdAt = try row[3]
        updatedAt = try row[4]
    }
}

/// A name for one version of a model.
package struct ModelAlias: Hashable, Sendable {
    /// The alias that only a promotion moves in an environment's workspace. Case counts.
    package static let champion = "champion"

    package var alias: String
    package var version: Int64

    package init(alias: String, version: Int64) {
        self.alias = alias
        self.version = version
    }
}
