package import Promotion

/// What came from what, read as a sentence: *subject* *relation* *object*.
package struct LineageEdge: Hashable, Sendable {
    package var subject: LineageNode
    package var relation: Relation
    package var object: LineageNode

    package enum Relation: String, Sendable {
        case trainedBy = "trained-by"
        case copiedFrom = "copied-from"
        case builtFrom = "built-from"
        case read
        case wrote
        case judgedBy = "judged-by"
        case promotedTo = "promoted-to"
    }

    package init(_ subject: LineageNode, _ relation: Relation, _ object: LineageNode) {
        self.subject = subject
        self.relation = relation
        self.object = object
    }
}

/// A thing that lineage connects.
package enum LineageNode: Hashable, Sendable {
    case modelVersion(workspace: WorkspaceName, model: ModelName, version: Int)
    case run(RunID)
    case commit(CommitID)
    /// A version of a dataset, by where it is.
    case dataset(location: String, version: String)
    /// A policy, by its digest.
    case policy(Digest)
    case environment(WorkspaceName)

    /// How it is stored: its kind, and a key that is unique in the kind.
    var stored: (kind: String, key: String) {
        switch self {
        case .modelVersion(let workspace, let model, let version): ("model-version", "\(workspace)/\(model)/\(version)")
        case .run(let id): ("run", id.rawValue)
        case .commit(let id): ("commit", id.rawValue)
        case .dataset(let location, let version): ("dataset", "\(location)@\(version)")
        case .policy(let digest): ("policy", digest.rawValue)
        case .environment(let workspace): ("environment", workspace.rawValue)
        }
    }
}

extension CatalogTransaction {
    /// Adds edges; one that is known stays as it is.
    package func insertLineage(_ edges: [LineageEdge], run: RunID?, at time: Timestamp) throws(CatalogError) {
        for edge in edges {
            let (subject, object) = (edge.subject.stored, edge.object.stored)
            try execute(
                """
                INSERT INTO lineage_edges (subject_kind, subject, relation, object_kind, object, run, recorded_at)
                VALUES (\(subject.kind), \(subject.key), \(edge.relation), \(object.kind), \(object.key), \(run), \(time))
                ON CONFLICT (subject_kind, subject, relation, object_kind, object) DO NOTHING
                """)
        }
    }

    /// The keys of everything that stands in `relation` to `object`, such as the runs that read a dataset version.
    package func subjects(
        _ relation: LineageEdge.Relation, _ object: LineageNode
    ) throws(CatalogError) -> [String] {
        let stored = object.stored
        var subjects: [String] = []
        for row in try rows(
            """
            SELECT subject FROM lineage_edges
            WHERE object_kind = \(stored.kind) AND object = \(stored.key) AND relation = \(relation) ORDER BY subject
            """)
        {
            subjects.append(try row[0])
        }
        return subjects
    }

    /// The keys of everything that `subject` stands in `relation` to.
    package func objects(
        of subject: LineageNode, _ relation: LineageEdge.Relation
    ) throws(CatalogError) -> [String] {
        let stored = subject.stored
        var objects: [String] = []
        for row in try rows(
            """
            SELECT object FROM lineage_edges
            WHERE subject_kind = \(stored.kind) AND subject = \(stored.key) AND relation = \(relation) ORDER BY object
            """)
        {
            objects.append(try row[0])
        }
        return objects
    }
}

extension LineageEdge.Relation: CatalogConvertible {}
