package import Promotion

extension CatalogTransaction {
    /// The version with tags and aliases; nil if there is none.
    package func modelVersion(
        _ version: Int64, of name: String, in workspace: WorkspaceName
    ) throws(CatalogError) -> ModelVersion? {
        try modelVersions(
            where: "workspace = \(workspace) AND name = \(name) AND version = \(version)", order: "version"
        ).first
    }

    /// The version with the highest number, of any stage; nil if the model has none.
    package func newestVersion(of name: String, in workspace: WorkspaceName) throws(CatalogError) -> ModelVersion? {
        try modelVersions(
            where: "workspace = \(workspace) AND name = \(name)", order: "version DESC LIMIT 1"
        ).first
    }

    /// The newest version of each stage that has one, in the order of the stages.
    package func latestVersions(of name: String, in workspace: WorkspaceName) throws(CatalogError) -> [ModelVersion] {
        let latest = try modelVersions(
            where: """
                workspace = \(workspace) AND name = \(name) AND version IN (
                    SELECT MAX(version) FROM model_versions WHERE workspace = \(workspace) AND name = \(name)
                    GROUP BY stage)
                """,
            order: "version")
        return ModelVersion.Stage.allCases.compactMap { stage in latest.first { $0.stage == stage } }
    }

    /// The versions that were registered under a pipeline run's token, oldest first: the candidates of the run.
    package func modelVersions(registeredBy run: RunID) throws(CatalogError) -> [ModelVersion] {
        try modelVersions(where: "sluice_run = \(run)", order: "created_at, name, version")
    }

    /// Stores a new version with its tags and gives it with its number. Numbers are never used again.
    ///
    /// Throws `brokenReference` if the workspace has no such model.
    package func createModelVersion(_ new: ModelVersion) throws(CatalogError) -> ModelVersion {
        var new = new
        let number: Int64? = try value(
            """
            UPDATE registered_models SET next_version = next_version + 1, updated_at = \(new.createdAt)
            WHERE workspace = \(new.workspace) AND name = \(new.name) RETURNING next_version - 1
            """)
        guard let number else {
            throw CatalogError(
                .brokenReference, operation: "registering a version",
                message: "there is no model \(new.name.quotedForMessage) in workspace '\(new.workspace)'")
        }
        new.version = number
        try execute(
            """
            INSERT INTO model_versions (\(sql: ModelVersion.columns)) VALUES (
                \(new.workspace), \(new.name), \(new.version), \(new.userID), \(new.description), \(new.source),
                \(new.artifactURI), \(new.runID), \(new.runLink), \(new.modelID), \(new.stage), \(new.createdAt),
                \(new.updatedAt), \(new.origin?.run), \(new.origin?.step), \(new.origin?.attempt),
                \(new.origin?.subject)
            )
            """)
        for tag in new.tags { try storeTag(tag, onVersion: number, of: new.name, in: new.workspace) }
        try announce(
            .versionCreated(
                name: new.name, version: number, source: new.source, run: new.runID, description: new.description,
                tags: new.tags.byKey),
            in: new.workspace, at: new.createdAt)
        return new
    }

    /// Stores what can change of a version: description and stage.
    package func updateModelVersion(_ version: ModelVersion, now: Timestamp) throws(CatalogError) {
        try execute(
            """
            UPDATE model_versions
            SET description = \(version.description), stage = \(version.stage), updated_at = \(now)
            WHERE workspace = \(version.workspace) AND name = \(version.name) AND version = \(version.version)
            """)
        try touchRegisteredModel(version.name, in: version.workspace, now: now)
    }

    /// Moves the other versions of `stage` to Archived.
    package func archiveVersions(
        of name: String, in workspace: WorkspaceName, stage: ModelVersion.Stage, except version: Int64, now: Timestamp
    ) throws(CatalogError) {
        try execute(
            """
            UPDATE model_versions SET stage = \(ModelVersion.Stage.archived), updated_at = \(now)
            WHERE workspace = \(workspace) AND name = \(name) AND stage = \(stage) AND version <> \(version)
            """)
    }

    /// Deletes a version with its tags and aliases. What its run logged stays.
    package func deleteModelVersion(
        _ version: Int64, of name: String, in workspace: WorkspaceName, now: Timestamp
    ) throws(CatalogError) {
        try execute(
            """
            DELETE FROM model_versions WHERE workspace = \(workspace) AND name = \(name) AND version = \(version)
            """)
        try touchRegisteredModel(name, in: workspace, now: now)
    }

    /// Sets a tag, replacing an older value.
    package func setTag(
        _ tag: Entry, onVersion version: Int64, of name: String, in workspace: WorkspaceName, now: Timestamp
    ) throws(CatalogError) {
        try storeTag(tag, onVersion: version, of: name, in: workspace)
        try announce(
            .versionTagSet(name: name, version: version, key: tag.key, value: tag.value), in: workspace, at: now)
    }

    /// As `setTag`, without a word to webhooks.
    func storeTag(
        _ tag: Entry, onVersion version: Int64, of name: String, in workspace: WorkspaceName
    ) throws(CatalogError) {
        try execute(
            """
            INSERT INTO model_version_tags (workspace, name, version, key, value)
            VALUES (\(workspace), \(name), \(version), \(tag.key), \(tag.value))
            ON CONFLICT (workspace, name, version, key) DO UPDATE SET value = excluded.value
            """)
    }

    /// Removes a tag, if it is set.
    package func deleteTag(
        _ key: String, onVersion version: Int64, of name: String, in workspace: WorkspaceName, now: Timestamp
    ) throws(CatalogError) {
        let removed = try execute(
            """
            DELETE FROM model_version_tags
            WHERE workspace = \(workspace) AND name = \(name) AND version = \(version) AND key = \(key)
            """)
        guard removed > 0 else { return }
        try announce(.versionTagDeleted(name: name, version: version, key: key), in: workspace, at: now)
    }

    func touchRegisteredModel(_ name: String, in workspace: WorkspaceName, now: Timestamp) throws(CatalogError) {
        try execute(
            "UPDATE registered_models SET updated_at = \(now) WHERE workspace = \(workspace) AND name = \(name)")
    }

    func modelVersions(where condition: SQL, order: SQL) throws(CatalogError) -> [ModelVersion] {
        var versions: [ModelVersion] = []
        for row in try rows(
            """
            SELECT \(sql: ModelVersion.columns) FROM model_versions WHERE \(sql: condition) ORDER BY \(sql: order)
            """)
        {
            versions.append(try ModelVersion(row: row))
        }
        try addTags(to: &versions)
        try addAliases(to: &versions)
        return versions
    }
}
