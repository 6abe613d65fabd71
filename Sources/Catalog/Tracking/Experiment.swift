package import Promotion

/// A named group of runs in a workspace.
package struct Experiment: Sendable {
    /// Unique on the server. The Default experiment of the sandbox is 0; those of other workspaces have ids of their own.
    package var id: Int64
    package var workspace: WorkspaceName
    package var name: String
    package var lifecycleStage: LifecycleStage
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    package var tags: [Entry] = []

    static let columns: SQL = "id, workspace, name, lifecycle_stage, created_at, updated_at"

    init(row: some RowColumns) throws(CatalogError) {
        id = try row[0]
        workspace = try row[1]
        name = try row[2]
        lifecycleStage = try row[3]
        createdAt = try row[4]
        updatedAt = try row[5]
    }
}
