package import Promotion

extension CatalogTransaction {
    /// The file at exactly this path, or nil.
    package func artifactFile(_ path: String, of owner: ArtifactOwner) throws(CatalogError) -> ArtifactFile? {
        guard
            let row = try row(
                """
                SELECT path, digest, size FROM artifact_files
                WHERE owner_kind = \(owner.kind) AND owner_id = \(owner.id) AND path = \(path)
                """)
        else { return nil }
        return ArtifactFile(path: try row[0], digest: try row[1], size: try row[2])
    }

    /// All files below a folder, in the order of their paths; an empty folder name is the root.
    package func artifactFiles(below folder: String, of owner: ArtifactOwner) throws(CatalogError) -> [ArtifactFile] {
        // '0' is the character after '/', so this is every path that begins with the folder and a slash.
        let range: SQL = folder.isEmpty ? "" : "AND path >= \(folder + "/") AND path < \(folder + "0")"
        var files: [ArtifactFile] = []
        for row in try rows(
            """
            SELECT path, digest, size FROM artifact_files
            WHERE owner_kind = \(owner.kind) AND owner_id = \(owner.id) \(sql: range) ORDER BY path
            """)
        {
            files.append(ArtifactFile(path: try row[0], digest: try row[1], size: try row[2]))
        }
        return files
    }

    /// Gives stored bytes a name, replacing what had it.
    package func recordArtifactFile(
        _ file: ArtifactFile, of owner: ArtifactOwner, in workspace: WorkspaceName, now: Timestamp
    ) throws(CatalogError) {
        try execute(
            """
            INSERT INTO artifact_files (owner_kind, owner_id, path, workspace, digest, size, created_at)
            VALUES (\(owner.kind), \(owner.id), \(file.path), \(workspace), \(file.digest), \(file.size), \(now))
            ON CONFLICT (owner_kind, owner_id, path)
            DO UPDATE SET digest = excluded.digest, size = excluded.size, created_at = excluded.created_at
            """)
    }

    /// Forgets the file at this path, or all files below it, and gives their number. The stored bytes stay.
    @discardableResult
    package func deleteArtifactFiles(at path: String, of owner: ArtifactOwner) throws(CatalogError) -> Int {
        try execute(
            """
            DELETE FROM artifact_files WHERE owner_kind = \(owner.kind) AND owner_id = \(owner.id)
            AND (path = \(path) OR (path >= \(path + "/") AND path < \(path + "0")))
            """)
    }

    /// The workspace of the run or the logged model that owns the files, if it is not deleted; nil otherwise.
    package func workspace(of owner: ArtifactOwner) throws(CatalogError) -> WorkspaceName? {
        switch owner {
        case .run(let id): try value("SELECT workspace FROM mlflow_runs WHERE id = \(id)")
        case .model(let id):
            try value("SELECT workspace FROM logged_models WHERE id = \(id) AND lifecycle_stage = 'active'")
        }
    }
}
