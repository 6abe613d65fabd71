package import Promotion

extension CatalogTransaction {
    /// The registered model with tags, aliases and latest versions; nil if the workspace has none of this name.
    package func registeredModel(_ name: String, in workspace: WorkspaceName) throws(CatalogError) -> RegisteredModel? {
        guard
            let row = try row(
                """
                SELECT \(sql: RegisteredModel.columns) FROM registered_models
                WHERE workspace = \(workspace) AND name = \(name)
                """)
        else { return nil }
        return try complete(RegisteredModel(row: row))
    }

    /// Whether there is such a model. Cheaper than reading it.
    package func hasRegisteredModel(_ name: String, in workspace: WorkspaceName) throws(CatalogError) -> Bool {
        try row("SELECT 1 FROM registered_models WHERE workspace = \(workspace) AND name = \(name)") != nil
    }

    /// Throws `duplicate` if the workspace has a model of this name.
    package func createRegisteredModel(
        _ name: String, in workspace: WorkspaceName, description: String?, tags: [Entry], now: Timestamp
    ) throws(CatalogError) {
        try execute(
            """
            INSERT INTO registered_models (workspace, name, description, next_version, created_at, updated_at)
            VALUES (\(workspace), \(name), \(description), \(try retiredVersion(of: name, in: workspace) ?? 1), \(now),
                \(now))
            """)
        for tag in tags { try storeTag(tag, onRegisteredModel: name, in: workspace) }
        try announce(
            .modelCreated(name: name, description: description, tags: tags.byKey), in: workspace, at: now)
    }

    /// Replaces the description; false if there is no such model.
    package func describeRegisteredModel(
        _ name: String, in workspace: WorkspaceName, as description: String, now: Timestamp
    ) throws(CatalogError) -> Bool {
        try execute(
            """
            UPDATE registered_models SET description = \(description), updated_at = \(now)
            WHERE workspace = \(workspace) AND name = \(name)
            """) > 0
    }

    /// Renames the model with its versions, tags and aliases. Throws `duplicate` if the new name is taken.
    package func renameRegisteredModel(
        _ name: String, in workspace: WorkspaceName, to newName: String, now: Timestamp
    ) throws(CatalogError) {
        guard newName != name else { return try touchRegisteredModel(name, in: workspace, now: now) }
        try retireVersions(of: name, in: workspace)
        let retired = try retiredVersion(of: newName, in: workspace) ?? 1
        try execute(
            """
            UPDATE registered_models SET name = \(newName), updated_at = \(now),
                next_version = CASE WHEN next_version < \(retired) THEN \(retired) ELSE next_version END
            WHERE workspace = \(workspace) AND name = \(name)
            """)
        try renameOrigins(of: name, in: workspace, to: newName)
        try execute(
            "UPDATE model_versions SET updated_at = \(now) WHERE workspace = \(workspace) AND name = \(newName)")
    }

    /// Deletes the model with its versions, tags and aliases. What the versions' runs logged stays. In an environment's workspace the
    /// versions of another model of this name go on counting; in the sandbox they begin with 1, as MLflow's do.
    package func deleteRegisteredModel(_ name: String, in workspace: WorkspaceName) throws(CatalogError) {
        try retireVersions(of: name, in: workspace)
        if workspace == .sandbox { try forgetOrigins(of: name, in: workspace) }
        try execute("DELETE FROM registered_models WHERE workspace = \(workspace) AND name = \(name)")
    }

    /// The first number that no version of a deleted or renamed model of this name had; nil if there was none.
    private func retiredVersion(of name: String, in workspace: WorkspaceName) throws(CatalogError) -> Int64? {
        try value("SELECT next_version FROM retired_models WHERE workspace = \(workspace) AND name = \(name)")
    }

    private func retireVersions(of name: String, in workspace: WorkspaceName) throws(CatalogError) {
        guard workspace != .sandbox else { return }
        try execute(
            """
            INSERT INTO retired_models (workspace, name, next_version)
            SELECT workspace, name, next_version FROM registered_models
            WHERE workspace = \(workspace) AND name = \(name)
            ON CONFLICT (workspace, name) DO UPDATE SET next_version = excluded.next_version
            """)
    }

    /// Sets a tag, replacing an older value.
    package func setTag(
        _ tag: Entry, onRegisteredModel name: String, in workspace: WorkspaceName, now: Timestamp
    ) throws(CatalogError) {
        try storeTag(tag, onRegisteredModel: name, in: workspace)
        try announce(.modelTagSet(name: name, key: tag.key, value: tag.value), in: workspace, at: now)
    }

    /// As `setTag`, without a word to webhooks.
    func storeTag(
        _ tag: Entry, onRegisteredModel name: String, in workspace: WorkspaceName
    ) throws(CatalogError) {
        try execute(
            """
            INSERT INTO registered_model_tags (workspace, name, key, value)
            VALUES (\(workspace), \(name), \(tag.key), \(tag.value))
            ON CONFLICT (workspace, name, key) DO UPDATE SET value = excluded.value
            """)
    }

    /// Removes a tag, if it is set.
    package func deleteTag(
        _ key: String, onRegisteredModel name: String, in workspace: WorkspaceName, now: Timestamp
    ) throws(CatalogError) {
        let removed = try execute(
            """
            DELETE FROM registered_model_tags WHERE workspace = \(workspace) AND name = \(name) AND key = \(key)
            """)
        if removed > 0 { try announce(.modelTagDeleted(name: name, key: key), in: workspace, at: now) }
    }

    private func complete(_ model: RegisteredModel) throws(CatalogError) -> RegisteredModel {
        var model = model
        model.tags = try entries(
            """
            SELECT key, value FROM registered_model_tags WHERE workspace = \(model.workspace) AND name = \(model.name)
            ORDER BY key
            """)
        for row in try rows(
            """
            SELECT alias, version FROM model_aliases WHERE workspace = \(model.workspace) AND name = \(model.name)
            ORDER BY alias
            """)
        {
            model.aliases.append(ModelAlias(alias: try row[0], version: try row[1]))
        }
        model.latestVersions = try latestVersions(of: model.name, in: model.workspace)
        return model
    }
}
