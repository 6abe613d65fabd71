/// Asks for an import to begin, or to be gone on with.
package struct StartImportRequest: Hashable, Codable, Sendable {
    /// The source's tracking URI, without credentials.
    package var source: String
    package var workspace: WorkspaceName
    package var options: [String: String]

    package init(source: String, workspace: WorkspaceName, options: [String: String]) {
        self.source = source
        self.workspace = workspace
        self.options = options
    }
}

/// Asks whether names of a source are free in a workspace, or are there from an earlier import of the same source.
package struct ImportConflictsRequest: Hashable, Codable, Sendable {
    package var source: String
    package var workspace: WorkspaceName
    package var experiments: [String]
    package var models: [String]

    package init(source: String, workspace: WorkspaceName, experiments: [String], models: [String]) {
        self.source = source
        self.workspace = workspace
        self.experiments = experiments
        self.models = models
    }
}

/// Asks which objects came as they are before.
package struct UnchangedObjectsRequest: Hashable, Codable, Sendable {
    package var source: String
    package var workspace: WorkspaceName
    package var kind: ImportKind
    package var objects: [ImportFingerprint]

    package init(source: String, workspace: WorkspaceName, kind: ImportKind, objects: [ImportFingerprint]) {
        self.source = source
        self.workspace = workspace
        self.kind = kind
        self.objects = objects
    }
}

/// What the source said of an object, in short.
package struct ImportFingerprint: Hashable, Codable, Sendable {
    /// The source's own id.
    package var id: String
    /// SHA-256 of the record, with a suffix if the object's files came too.
    package var fingerprint: String

    package init(id: String, fingerprint: String) {
        self.id = id
        self.fingerprint = fingerprint
    }

    /// The suffix of those whose files came too.
    package static let withFiles = "+files"
}

/// Asks for the end of an import to be written down.
package struct EndImportRequest: Hashable, Codable, Sendable {
    package var outcome: ImportOutcome

    package init(outcome: ImportOutcome) { self.outcome = outcome }
}
