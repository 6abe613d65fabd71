/// What the files of each version were when it was registered, and numbers of versions that are never used again.
///
/// A manifest is kept once for equal files, under its digest: a copy of a version has that of its origin. `retired_models` keeps the next
/// number of a deleted model, because gates decided about its versions by number.
enum M0015CreateModelManifests: Migration {
    static let number = 15
    static let statements: [SQL] = [
        "CREATE TABLE model_manifests (digest TEXT NOT NULL PRIMARY KEY, files TEXT NOT NULL)",
        """
        CREATE TABLE model_version_manifests (
            workspace TEXT NOT NULL,
            name TEXT NOT NULL,
            version BIGINT NOT NULL,
            digest TEXT NOT NULL REFERENCES model_manifests (digest),
            PRIMARY KEY (workspace, name, version),
            FOREIGN KEY (workspace, name, version) REFERENCES model_versions (workspace, name, version)
                ON UPDATE CASCADE ON DELETE CASCADE
        )
        """,
        """
        CREATE TABLE retired_models (
            workspace TEXT NOT NULL,
            name TEXT NOT NULL,
            next_version BIGINT NOT NULL,
            PRIMARY KEY (workspace, name)
        )
        """,
    ]
}
