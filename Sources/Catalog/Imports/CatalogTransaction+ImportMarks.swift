package import Promotion

extension CatalogTransaction {
    /// Where an imported version came from; nil for one that was registered here.
    package func importMark(
        ofVersion version: Int64, of name: String, in workspace: WorkspaceName
    ) throws(CatalogError) -> ImportMark? {
        try mark(
            """
            SELECT i.source, m.import_id, m.imported_at FROM imported_model_versions m JOIN imports i ON i.id = m.import_id
            WHERE m.workspace = \(workspace) AND m.name = \(name) AND m.version = \(version)
            """)
    }

    /// Where an imported MLflow run came from; nil for one that was logged here.
    package func importMark(ofMLflowRun id: String) throws(CatalogError) -> ImportMark? {
        try mark(
            """
            SELECT i.source, m.import_id, m.imported_at FROM imported_runs m JOIN imports i ON i.id = m.import_id
            WHERE m.run_id = \(id)
            """)
    }

    /// Where an imported logged model came from; nil for one that was logged here.
    package func importMark(ofLoggedModel id: String) throws(CatalogError) -> ImportMark? {
        try mark(
            """
            SELECT i.source, m.import_id, m.imported_at FROM imported_logged_models m
            JOIN imports i ON i.id = m.import_id WHERE m.model_id = \(id)
            """)
    }

    /// Whether an experiment came from this source, or was opened to it by an earlier import.
    package func isImported(experiment id: Int64, from source: String) throws(CatalogError) -> Bool {
        try row("SELECT 1 FROM imported_experiments WHERE experiment_id = \(id) AND source = \(source)") != nil
    }

    /// Where an imported registered model came from; nil for one that was made here.
    package func importMark(
        ofRegisteredModel name: String, in workspace: WorkspaceName
    ) throws(CatalogError) -> ImportMark? {
        try mark(
            """
            SELECT i.source, m.import_id, m.imported_at FROM imported_registered_models m
            JOIN imports i ON i.id = m.import_id WHERE m.workspace = \(workspace) AND m.name = \(name)
            """)
    }

    /// The id here of a source's experiment; nil if it has not been imported.
    package func experimentID(
        importedFrom source: String, id: String, in workspace: WorkspaceName
    ) throws(CatalogError) -> Int64? {
        try value(
            """
            SELECT experiment_id FROM imported_experiments
            WHERE workspace = \(workspace) AND source = \(source) AND source_id = \(id)
            """)
    }

    /// Whether a gate ever decided about a version of this number, or it was ever promoted. Its number then means that version.
    package func wasJudged(_ version: Int64, of name: String, in workspace: WorkspaceName) throws(CatalogError) -> Bool
    {
        try row(
            """
            SELECT 1 FROM gate_decisions d JOIN runs r ON r.id = d.run
            WHERE d.project || '-' || d.environment = \(workspace) AND d.candidate = \(version) AND r.model = \(name)
            UNION ALL
            SELECT 1 FROM promotions p
            WHERE p.project || '-' || p.environment = \(workspace) AND p.version = \(version) AND p.model = \(name)
            LIMIT 1
            """) != nil
    }

    /// How many files a run or a logged model has.
    package func fileCount(of owner: ArtifactOwner) throws(CatalogError) -> Int {
        try value(
            "SELECT COUNT(*) FROM artifact_files WHERE owner_kind = \(owner.kind) AND owner_id = \(owner.id)") ?? 0
    }

    /// Those of the objects that came completely and as they are now.
    package func unchanged(_ request: UnchangedObjectsRequest) throws(CatalogError) -> [String] {
        var unchanged: [String] = []
        for object in request.objects {
            let stored: String? = try value(
                """
                SELECT fingerprint FROM import_checkpoints WHERE workspace = \(request.workspace)
                AND source = \(request.source) AND kind = \(request.kind) AND source_id = \(object.id)
                """)
            // With its files it has also come without them.
            if stored == object.fingerprint || stored == object.fingerprint + ImportFingerprint.withFiles {
                unchanged.append(object.id)
            }
        }
        return unchanged
    }

    /// Notes that an object came completely.
    package func setCheckpoint(
        _ object: ImportFingerprint, _ kind: ImportKind, of run: ImportReport, at time: Timestamp
    ) throws(CatalogError) {
        try execute(
            """
            INSERT INTO import_checkpoints (workspace, source, kind, source_id, fingerprint, import_id, recorded_at)
            VALUES (\(run.workspace), \(run.source), \(kind), \(object.id), \(object.fingerprint), \(run.id), \(time))
            ON CONFLICT (workspace, source, kind, source_id) DO UPDATE SET fingerprint = excluded.fingerprint,
                import_id = excluded.import_id, recorded_at = excluded.recorded_at
            """)
    }

    private func mark(_ sql: SQL) throws(CatalogError) -> ImportMark? {
        guard let row = try row(sql) else { return nil }
        return ImportMark(source: try row[0], importId: try row[1], time: try row[2])
    }
}
