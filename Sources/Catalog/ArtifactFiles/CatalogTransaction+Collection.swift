package import Promotion

/// What the collector of the artifact store asks: which stored objects are referred to, and which were seen without a reference before.
///
/// Two things refer to stored objects: `artifact_files`, the files of runs and logged models, deleted or not; and manifests, the lists of
/// what a version's files were, for as long as a version, a gate's decision or a promotion has that manifest. Whatever table comes to
/// hold digests of stored objects must be asked here too; a test compares the schema with this list.
extension CatalogTransaction {
    /// The columns that hold digests of stored objects, as `table.column`.
    package static let objectReferences: Set<String> = ["artifact_files.digest", "model_manifest_objects.digest"]

    /// Those of `digests` that something refers to. Give at most some hundred at once.
    package func referencedObjects(among digests: [Digest]) throws(CatalogError) -> Set<Digest> {
        var found: Set<Digest> = []
        for row in try rows("SELECT DISTINCT digest FROM artifact_files WHERE digest IN \(list: digests)") {
            found.insert(try row[0])
        }
        let rest = digests.filter { !found.contains($0) }
        guard !rest.isEmpty else { return found }
        for row in try rows(
            """
            SELECT DISTINCT o.digest FROM model_manifest_objects o WHERE o.digest IN \(list: rest) AND (
                EXISTS (SELECT 1 FROM model_version_manifests v WHERE v.digest = o.manifest)
                OR EXISTS (SELECT 1 FROM promotions p WHERE p.artifact_digest = o.manifest)
                OR EXISTS (SELECT 1 FROM gate_decisions g WHERE g.candidate_digest = o.manifest)
            )
            """)
        {
            found.insert(try row[0])
        }
        return found
    }

    /// Notes which stored objects a manifest names: each of its lines but the first begins with a digest.
    func recordManifestObjects(_ files: String, manifest: Digest) throws(CatalogError) {
        for line in files.utf8.split(separator: UInt8(ascii: "\n")) {
            guard let digest = Digest(rawValue: String(Substring(line.prefix(64)))) else { continue }
            try execute(
                """
                INSERT INTO model_manifest_objects (digest, manifest) VALUES (\(digest), \(manifest))
                ON CONFLICT (digest, manifest) DO NOTHING
                """)
        }
    }

    /// The objects that were seen without a reference, of those whose digests begin with `prefix`, and since when.
    package func unreferencedObjects(withPrefix prefix: String) throws(CatalogError) -> [Digest: Timestamp] {
        var found: [Digest: Timestamp] = [:]
        // 'g' comes after every digit of a digest.
        for row in try rows(
            """
            SELECT digest, seen_at FROM unreferenced_objects
            WHERE digest >= \(prefix) AND digest < \(prefix + "g") ORDER BY digest
            """)
        {
            found[try row[0]] = try row[1]
        }
        return found
    }

    /// Notes that nothing refers to these objects; what is noted already keeps its time.
    package func noteUnreferenced(_ digests: some Sequence<Digest>, at time: Timestamp) throws(CatalogError) {
        for digest in digests {
            try execute(
                """
                INSERT INTO unreferenced_objects (digest, seen_at) VALUES (\(digest), \(time))
                ON CONFLICT (digest) DO NOTHING
                """)
        }
    }

    /// Forgets what was noted: the objects are referred to again, or gone.
    package func forgetUnreferenced(_ digests: some Sequence<Digest>) throws(CatalogError) {
        for digest in digests { try execute("DELETE FROM unreferenced_objects WHERE digest = \(digest)") }
    }
}
