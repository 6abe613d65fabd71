/// One import of another server's records: what came from where, and how it ended.
package struct ImportReport: Hashable, Codable, Sendable {
    package var id: Int64
    /// The source's tracking URI, without credentials.
    package var source: String
    package var workspace: WorkspaceName
    package var by: String
    package var status: ImportStatus
    package var started: Timestamp
    package var finished: Timestamp?
    /// What was asked for, such as `since`; nothing secret.
    package var options: [String: String]
    /// Nil until it has ended once.
    package var outcome: ImportOutcome?

    package init(
        id: Int64, source: String, workspace: WorkspaceName, by: String, status: ImportStatus, started: Timestamp,
        finished: Timestamp?, options: [String: String], outcome: ImportOutcome?
    ) {
        self.id = id
        self.source = source
        self.workspace = workspace
        self.by = by
        self.status = status
        self.started = started
        self.finished = finished
        self.options = options
        self.outcome = outcome
    }
}

/// How far an import is.
package enum ImportStatus: String, Codable, Sendable, CaseIterable {
    /// Under way, or broken off: starting it again goes on with it.
    case running = "Running"
    /// Everything that was asked for came.
    case succeeded = "Succeeded"
    /// It ended, and some objects did not come.
    case incomplete = "Incomplete"
}

/// What an import brought, and what it did not.
package struct ImportOutcome: Hashable, Codable, Sendable {
    /// By kind, such as `run`.
    package var counts: [String: ImportCount]
    /// At most `mostProblems`; `problemCount` has them all.
    package var problems: [ImportProblem]
    package var problemCount: Int
    /// What deserves to be known and is no problem, such as operations that an older source does not have.
    package var notes: [String]
    package var bytes: Int64
    package var milliseconds: Int64

    /// How many problems are kept; the rest is counted.
    package static let mostProblems = 1000

    package init(
        counts: [String: ImportCount] = [:], problems: [ImportProblem] = [], problemCount: Int = 0,
        notes: [String] = [], bytes: Int64 = 0, milliseconds: Int64 = 0
    ) {
        self.counts = counts
        self.problems = problems
        self.problemCount = problemCount
        self.notes = notes
        self.bytes = bytes
        self.milliseconds = milliseconds
    }
}

/// Objects of one kind.
package struct ImportCount: Hashable, Codable, Sendable {
    /// At the source, as far as they were asked for.
    package var found = 0
    package var new = 0
    /// Known from an earlier import, and changed or not complete then.
    package var updated = 0
    package var unchanged = 0
    /// Not taken, or not as a whole.
    package var refused = 0

    package init(found: Int = 0, new: Int = 0, updated: Int = 0, unchanged: Int = 0, refused: Int = 0) {
        self.found = found
        self.new = new
        self.updated = updated
        self.unchanged = unchanged
        self.refused = refused
    }
}

/// An object of the source that did not come, or not as a whole.
package struct ImportProblem: Hashable, Codable, Sendable {
    package var kind: ImportKind
    /// The source's own id or name.
    package var id: String
    package var reason: String

    package init(_ kind: ImportKind, _ id: String, _ reason: String) {
        self.kind = kind
        self.id = id
        self.reason = reason
    }
}

/// What an import brings.
package enum ImportKind: String, Codable, Sendable, CaseIterable, CodingKeyRepresentable {
    case experiment
    case run
    case loggedModel = "logged-model"
    case registeredModel = "registered-model"
    case modelVersion = "model-version"
    case metric
    case file
}

/// The mark of what was not logged here: Sluice saw none of its making.
package struct ImportMark: Hashable, Codable, Sendable {
    package var source: String
    package var importId: Int64
    package var time: Timestamp

    package init(source: String, importId: Int64, time: Timestamp) {
        self.source = source
        self.importId = importId
        self.time = time
    }

    /// How people are told.
    package static let words = "imported, not witnessed"
}
