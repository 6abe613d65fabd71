package import Promotion

extension CatalogTransaction {
    /// Notes what the version's files are. `files` has a line for each with its digest, size and path; equal texts are kept once.
    package func fixManifest(
        _ files: String, ofVersion version: Int64, of name: String, in workspace: WorkspaceName
    ) throws(CatalogError) {
        let digest = Digest(ofText: files)
        let isNew = try execute(
            """
            INSERT INTO model_manifests (digest, files) VALUES (\(digest), \(files)) ON CONFLICT (digest) DO NOTHING
            """)
        if isNew > 0 { try recordManifestObjects(files, manifest: digest) }
        try execute(
            """
            INSERT INTO model_version_manifests (workspace, name, version, digest)
            VALUES (\(workspace), \(name), \(version), \(digest))
            """)
    }

    /// Notes that the version has the files that another one had when it was registered, if that is known.
    func copyManifest(
        of origin: ModelOrigin, toVersion version: Int64, of name: String, in workspace: WorkspaceName
    ) throws(CatalogError) {
        try execute(
            """
            INSERT INTO model_version_manifests (workspace, name, version, digest)
            SELECT \(workspace), \(name), \(version), digest FROM model_version_manifests
            WHERE workspace = \(origin.workspace) AND name = \(origin.model) AND version = \(origin.version)
            """)
    }

    /// The digest over all files of the version as they were when it was registered; nil for one without files then.
    package func manifestDigest(
        ofVersion version: Int64, of name: String, in workspace: WorkspaceName
    ) throws(CatalogError) -> Digest? {
        try value(
            """
            SELECT digest FROM model_version_manifests
            WHERE workspace = \(workspace) AND name = \(name) AND version = \(version)
            """)
    }

    /// The files of the version as they were when it was registered, a line each; nil for one without files then.
    package func manifest(
        ofVersion version: Int64, of name: String, in workspace: WorkspaceName
    ) throws(CatalogError) -> String? {
        try value(
            """
            SELECT m.files FROM model_version_manifests v JOIN model_manifests m ON m.digest = v.digest
            WHERE v.workspace = \(workspace) AND v.name = \(name) AND v.version = \(version)
            """)
    }
}
