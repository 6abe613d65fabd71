/// Which stored objects the manifests name, so that the collector of the artifact store can ask by digest, and who has a manifest.
enum M0019CreateManifestObjects: Migration {
    static let number = 19
    static let statements: [SQL] = [
        """
        CREATE TABLE model_manifest_objects (
            digest TEXT NOT NULL,
            manifest TEXT NOT NULL REFERENCES model_manifests (digest),
            PRIMARY KEY (digest, manifest)
        )
        """,
        "CREATE INDEX model_version_manifests_digest ON model_version_manifests (digest)",
    ]
}
