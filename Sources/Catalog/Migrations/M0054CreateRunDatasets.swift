/// What datasets a run was given, or wrote.
enum M0054CreateRunDatasets: Migration {
    static let number = 54
    static let statements: [SQL] = [
        """
        CREATE TABLE run_datasets (
            run TEXT NOT NULL REFERENCES runs (id),
            name TEXT NOT NULL,
            written_by TEXT,
            version TEXT NOT NULL,
            digest TEXT NOT NULL,
            location TEXT NOT NULL,
            details TEXT NOT NULL,
            PRIMARY KEY (run, name)
        )
        """,
        "CREATE INDEX run_datasets_location ON run_datasets (location, version)",
    ]
}
