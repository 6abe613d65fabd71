/// What came from what. An edge reads: `subject` `relation` `object`.
enum M0056CreateLineage: Migration {
    static let number = 56
    static let statements: [SQL] = [
        """
        CREATE TABLE lineage_edges (
            subject_kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            relation TEXT NOT NULL,
            object_kind TEXT NOT NULL,
            object TEXT NOT NULL,
            run TEXT,
            recorded_at BIGINT NOT NULL,
            PRIMARY KEY (subject_kind, subject, relation, object_kind, object)
        )
        """,
        "CREATE INDEX lineage_edges_object ON lineage_edges (object_kind, object)",
        """
        CREATE TABLE model_origins (
            workspace TEXT NOT NULL,
            model TEXT NOT NULL,
            version BIGINT NOT NULL,
            origin_workspace TEXT NOT NULL,
            origin_model TEXT NOT NULL,
            origin_version BIGINT NOT NULL,
            PRIMARY KEY (workspace, model, version)
        )
        """,
    ]
}
