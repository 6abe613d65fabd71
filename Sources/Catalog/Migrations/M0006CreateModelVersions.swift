/// Versions of registered models, their tags and the aliases.
///
/// `source` is what the client gave; `artifact_uri` is what it resolved to when the version was made, and never changes.
enum M0006CreateModelVersions: Migration {
    static let number = 6
    static let statements: [SQL] = [
        """
        CREATE TABLE model_versions (
            workspace TEXT NOT NULL,
            name TEXT NOT NULL,
            version BIGINT NOT NULL,
            user_id TEXT NOT NULL,
            description TEXT,
            source TEXT NOT NULL,
            artifact_uri TEXT NOT NULL,
            run_id TEXT,
            run_link TEXT,
            model_id TEXT,
            stage TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            sluice_run TEXT,
            sluice_step TEXT,
            sluice_attempt BIGINT,
            sluice_subject TEXT,
            PRIMARY KEY (workspace, name, version),
            FOREIGN KEY (workspace, name) REFERENCES registered_models (workspace, name)
                ON UPDATE CASCADE ON DELETE CASCADE
        )
        """,
        "CREATE INDEX model_versions_run ON model_versions (run_id)",
        "CREATE INDEX model_versions_model ON model_versions (model_id)",
        "CREATE INDEX model_versions_sluice_run ON model_versions (sluice_run)",
        """
        CREATE TABLE model_version_tags (
            workspace TEXT NOT NULL,
            name TEXT NOT NULL,
            version BIGINT NOT NULL,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (workspace, name, version, key),
            FOREIGN KEY (workspace, name, version) REFERENCES model_versions (workspace, name, version)
                ON UPDATE CASCADE ON DELETE CASCADE
        )
        """,
        """
        CREATE TABLE model_aliases (
            workspace TEXT NOT NULL,
            name TEXT NOT NULL,
            alias TEXT NOT NULL,
            version BIGINT NOT NULL,
            PRIMARY KEY (workspace, name, alias),
            FOREIGN KEY (workspace, name, version) REFERENCES model_versions (workspace, name, version)
                ON UPDATE CASCADE ON DELETE CASCADE
        )
        """,
        "CREATE INDEX model_aliases_version ON model_aliases (workspace, name, version)",
    ]
}
