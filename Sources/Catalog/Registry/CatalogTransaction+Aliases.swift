package import Promotion

extension CatalogTransaction {
    /// The version that the alias names; nil if it is not set.
    package func version(
        ofAlias alias: String, of name: String, in workspace: WorkspaceName
    ) throws(CatalogError) -> Int64? {
        try value(
            """
            SELECT version FROM model_aliases WHERE workspace = \(workspace) AND name = \(name) AND alias = \(alias)
            """)
    }

    /// Moves the alias to a version, without asking any guard: only what asked, or what promotes, calls this.
    ///
    /// Throws `brokenReference` if there is no such version.
    package func setAlias(
        _ alias: ModelAlias, of name: String, in workspace: WorkspaceName, now: Timestamp
    ) throws(CatalogError) {
        try execute(
            """
            INSERT INTO model_aliases (workspace, name, alias, version)
            VALUES (\(workspace), \(name), \(alias.alias), \(alias.version))
            ON CONFLICT (workspace, name, alias) DO UPDATE SET version = excluded.version
            """)
        try touchRegisteredModel(name, in: workspace, now: now)
        try announce(.aliasSet(name: name, alias: alias.alias, version: alias.version), in: workspace, at: now)
    }

    /// Removes the alias, if it is set, without asking any guard.
    package func deleteAlias(
        _ alias: String, of name: String, in workspace: WorkspaceName, now: Timestamp
    ) throws(CatalogError) {
        let removed = try execute(
            "DELETE FROM model_aliases WHERE workspace = \(workspace) AND name = \(name) AND alias = \(alias)")
        try touchRegisteredModel(name, in: workspace, now: now)
        if removed > 0 { try announce(.aliasDeleted(name: name, alias: alias), in: workspace, at: now) }
    }

    /// The versions that hold the alias `champion` and were made from this logged model or this run.
    package func champions(
        madeFromModel modelID: String?, orRun runID: String?, in workspace: WorkspaceName
    ) throws(CatalogError) -> [ModelVersion] {
        try modelVersions(
            where: """
                workspace = \(workspace) AND (model_id = \(modelID) OR run_id = \(runID))
                AND \(sql: Self.isChampion)
                """,
            order: "name, version")
    }

    static let isChampion: SQL = """
        EXISTS (
            SELECT 1 FROM model_aliases a WHERE a.workspace = model_versions.workspace
            AND a.name = model_versions.name AND a.version = model_versions.version AND a.alias = 'champion')
        """
}
