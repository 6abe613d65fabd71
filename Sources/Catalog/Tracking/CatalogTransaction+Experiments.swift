package import Promotion

extension CatalogTransaction {
    /// The experiment with this id in the workspace, with its tags; nil if there is none, or if it belongs to another workspace.
    package func experiment(_ id: Int64, in workspace: WorkspaceName) throws(CatalogError) -> Experiment? {
        try experiment(matching: "id = \(id) AND workspace = \(workspace)")
    }

    /// The experiment with this name in the workspace, deleted or not.
    package func experiment(named name: String, in workspace: WorkspaceName) throws(CatalogError) -> Experiment? {
        try experiment(matching: "name = \(name) AND workspace = \(workspace)")
    }

    /// The stage of the experiment with this id in the workspace; nil if there is none.
    package func lifecycleStage(
        ofExperiment id: Int64, in workspace: WorkspaceName
    ) throws(CatalogError) -> LifecycleStage? {
        try value("SELECT lifecycle_stage FROM experiments WHERE id = \(id) AND workspace = \(workspace)")
    }

    /// The id of the workspace's own Default experiment; nil before `ensureDefaultExperiment`.
    package func defaultExperimentID(in workspace: WorkspaceName) throws(CatalogError) -> Int64? {
        try value("SELECT id FROM experiments WHERE workspace = \(workspace) AND is_default = 1")
    }

    /// Makes the workspace's Default experiment if there is none. The sandbox's has id 0.
    package func ensureDefaultExperiment(in workspace: WorkspaceName, now: Timestamp) throws(CatalogError) {
        guard try defaultExperimentID(in: workspace) == nil else { return }
        let id = workspace == .sandbox ? 0 : try nextExperimentID()
        try execute(
            """
            INSERT INTO experiments (id, workspace, name, is_default, lifecycle_stage, created_at, updated_at)
            VALUES (\(id), \(workspace), 'Default', 1, 'active', \(now), \(now))
            """)
    }

    /// Makes an experiment and gives its id. Throws `duplicate` if the name is taken in the workspace.
    package func createExperiment(
        named name: String, in workspace: WorkspaceName, tags: [Entry], now: Timestamp
    ) throws(CatalogError) -> Int64 {
        let id = try nextExperimentID()
        try execute(
            """
            INSERT INTO experiments (id, workspace, name, lifecycle_stage, created_at, updated_at)
            VALUES (\(id), \(workspace), \(name), 'active', \(now), \(now))
            """)
        for tag in tags { try setExperimentTag(tag, on: id) }
        return id
    }

    /// Throws `duplicate` if another experiment of the workspace has the name.
    package func renameExperiment(_ id: Int64, to name: String, now: Timestamp) throws(CatalogError) {
        try execute("UPDATE experiments SET name = \(name), updated_at = \(now) WHERE id = \(id)")
    }

    /// Deletes the experiment softly or restores it, and its runs with it.
    package func setLifecycle(
        ofExperiment id: Int64, to stage: LifecycleStage, now: Timestamp
    ) throws(CatalogError) {
        try execute("UPDATE experiments SET lifecycle_stage = \(stage), updated_at = \(now) WHERE id = \(id)")
        try execute("UPDATE mlflow_runs SET lifecycle_stage = \(stage) WHERE experiment_id = \(id)")
    }

    /// Sets a tag, replacing an older value.
    package func setExperimentTag(_ tag: Entry, on id: Int64) throws(CatalogError) {
        try execute(
            """
            INSERT INTO experiment_tags (experiment_id, key, value) VALUES (\(id), \(tag.key), \(tag.value))
            ON CONFLICT (experiment_id, key) DO UPDATE SET value = excluded.value
            """)
    }

    /// Removes a tag; false if it was not set.
    package func deleteExperimentTag(_ key: String, on id: Int64) throws(CatalogError) -> Bool {
        try execute("DELETE FROM experiment_tags WHERE experiment_id = \(id) AND key = \(key)") > 0
    }

    private func experiment(matching condition: SQL) throws(CatalogError) -> Experiment? {
        guard let row = try row("SELECT \(sql: Experiment.columns) FROM experiments WHERE \(sql: condition)") else {
            return nil
        }
        return try withTags(row)
    }

    private func withTags(_ row: CatalogRow) throws(CatalogError) -> Experiment {
        var experiment = try Experiment(row: row)
        experiment.tags = try entries(
            "SELECT key, value FROM experiment_tags WHERE experiment_id = \(experiment.id) ORDER BY key")
        return experiment
    }

    private func nextExperimentID() throws(CatalogError) -> Int64 {
        try value("SELECT COALESCE(MAX(id), 0) + 1 FROM experiments") ?? 1
    }

    /// Reads rows of a key and a value.
    func entries(_ sql: SQL) throws(CatalogError) -> [Entry] {
        var entries: [Entry] = []
        for row in try rows(sql) { entries.append(Entry(key: try row[0], value: try row[1])) }
        return entries
    }
}
