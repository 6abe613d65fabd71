package import Promotion

/// Which version is a copy of which. Follows a model when it is renamed, because nothing else says where a copy came from.
extension CatalogTransaction {
    /// Notes that a new version is a copy, here and in the lineage.
    package func recordOrigin(
        _ origin: ModelOrigin, ofVersion version: Int64, of model: ModelName, in workspace: WorkspaceName, run: RunID?,
        at time: Timestamp
    ) throws(CatalogError) {
        try execute(
            """
            INSERT INTO model_origins (workspace, model, version, origin_workspace, origin_model, origin_version)
            VALUES (\(workspace), \(model), \(version), \(origin.workspace), \(origin.model), \(origin.version))
            """)
        let copy = LineageNode.modelVersion(workspace: workspace, model: model, version: Int(version))
        let original = LineageNode.modelVersion(
            workspace: origin.workspace, model: origin.model, version: origin.version)
        try insertLineage([LineageEdge(copy, .copiedFrom, original)], run: run, at: time)
    }

    /// Forgets the copies of and from a model that is deleted, so that another one of its name does not inherit them.
    func forgetOrigins(of name: String, in workspace: WorkspaceName) throws(CatalogError) {
        try execute("DELETE FROM model_origins WHERE workspace = \(workspace) AND model = \(name)")
        try execute("DELETE FROM model_origins WHERE origin_workspace = \(workspace) AND origin_model = \(name)")
        let key = "\(workspace)/\(name)/"
        try execute(
            """
            DELETE FROM lineage_edges WHERE relation = \(LineageEdge.Relation.copiedFrom)
            AND (substr(subject, 1, length(\(key))) = \(key) OR substr(object, 1, length(\(key))) = \(key))
            """)
    }

    func renameOrigins(
        of name: String, in workspace: WorkspaceName, to newName: String
    ) throws(CatalogError) {
        try execute(
            "UPDATE model_origins SET model = \(newName) WHERE workspace = \(workspace) AND model = \(name)")
        try execute(
            """
            UPDATE model_origins SET origin_model = \(newName)
            WHERE origin_workspace = \(workspace) AND origin_model = \(name)
            """)
        let (old, new) = ("\(workspace)/\(name)/", "\(workspace)/\(newName)/")
        try execute(
            """
            UPDATE lineage_edges SET subject = \(new) || substr(subject, length(\(old)) + 1)
            WHERE subject_kind = 'model-version' AND substr(subject, 1, length(\(old))) = \(old)
            """)
        try execute(
            """
            UPDATE lineage_edges SET object = \(new) || substr(object, length(\(old)) + 1)
            WHERE object_kind = 'model-version' AND substr(object, 1, length(\(old))) = \(old)
            """)
    }
}
