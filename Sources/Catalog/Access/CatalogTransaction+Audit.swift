package import Promotion

extension AuditEntry.Outcome: CatalogConvertible {}

/// Which entries of the audit are meant.
package struct AuditFilter: Hashable, Sendable {
    /// Nil for all projects, and for what belongs to none.
    package var projects: [ProjectName]?
    package var actor: String?
    package var outcome: AuditEntry.Outcome?
    /// Only entries with a smaller number: the next page.
    package var before: Int64?

    package init(
        projects: [ProjectName]? = nil, actor: String? = nil, outcome: AuditEntry.Outcome? = nil, before: Int64? = nil
    ) {
        self.projects = projects
        self.actor = actor
        self.outcome = outcome
        self.before = before
    }
}

extension CatalogTransaction {
    /// Writes entries down; one whose `fold` is there already is counted with it.
    package func insertAudit(_ entries: [(fold: String, entry: AuditEntry)]) throws(CatalogError) {
        var sequence: Int64 = try value("SELECT COALESCE(MAX(sequence), 0) FROM audit") ?? 0
        for (fold, entry) in entries {
            sequence += 1
            try execute(
                """
                INSERT INTO audit (sequence, fold, first_at, last_at, times, outcome, actor, evidence, address, method,
                    path, project, environment, status, reason, request)
                VALUES (\(sequence), \(fold), \(entry.first), \(entry.last), \(entry.times), \(entry.outcome),
                    \(entry.actor), \(entry.evidence), \(entry.address), \(entry.method), \(entry.path),
                    \(entry.project), \(entry.environment), \(entry.status), \(entry.reason), \(entry.request))
                ON CONFLICT (fold) DO UPDATE SET times = audit.times + excluded.times, last_at = excluded.last_at
                """)
        }
    }

    /// Entries, newest first.
    package func audit(_ filter: AuditFilter, limit: Int) throws(CatalogError) -> [AuditEntry] {
        var conditions: [SQL] = ["sequence < \(filter.before ?? Int64.max)"]
        if let projects = filter.projects { conditions.append("project IN \(list: projects)") }
        if let actor = filter.actor { conditions.append("actor = \(actor)") }
        if let outcome = filter.outcome { conditions.append("outcome = \(outcome)") }
        var entries: [AuditEntry] = []
        for row in try rows(
            """
            SELECT sequence, first_at, last_at, times, outcome, actor, evidence, address, method, path, project,
                environment, status, reason, request
            FROM audit WHERE \(sql: .joined(conditions, by: " AND ")) ORDER BY sequence DESC LIMIT \(limit)
            """)
        {
            entries.append(
                AuditEntry(
                    sequence: try row[0], first: try row[1], last: try row[2], times: try row[3], outcome: try row[4],
                    actor: try row[5], evidence: try row[6], address: try row[7], method: try row[8],
                    path: try row[9], project: try row[10], environment: try row[11], status: try row[12],
                    reason: try row[13], request: try row[14]))
        }
        return entries
    }

    /// Removes what is older than `time`, at most `limit` entries, and says how many.
    package func deleteAudit(before time: Timestamp, limit: Int) throws(CatalogError) -> Int {
        try execute(
            """
            DELETE FROM audit WHERE sequence IN (
                SELECT sequence FROM audit WHERE last_at < \(time) ORDER BY last_at LIMIT \(limit))
            """)
    }

    /// Entries of the ledger, newest first, of these projects or of all; with `before` only earlier ones.
    package func ledger(
        newestFirst limit: Int, projects: [ProjectName]?, before: Int64?
    ) throws(CatalogError) -> [LedgerReport] {
        var conditions: [SQL] = ["sequence < \(before ?? Int64.max)"]
        if let projects { conditions.append("project IN \(list: projects)") }
        var entries: [LedgerReport] = []
        for row in try rows(
            """
            SELECT sequence, recorded_at, actor, action, project, subject, details, hash FROM ledger
            WHERE \(sql: .joined(conditions, by: " AND ")) ORDER BY sequence DESC LIMIT \(limit)
            """)
        {
            entries.append(
                LedgerReport(
                    sequence: try row[0], time: try row[1], actor: try row[2], action: try row[3], project: try row[4],
                    subject: try row[5],
                    details: try StoredJSON.value([String: String].self, from: try row[6], in: "details"),
                    hash: try row[7]))
        }
        return entries
    }
}
