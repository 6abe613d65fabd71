package import Promotion

extension CatalogTransaction {
    /// Begins an import, or goes on with the one of the same source and workspace that was broken off.
    package func startImport(
        _ request: StartImportRequest, by actor: Actor, at time: Timestamp
    ) throws(CatalogError) -> ImportReport {
        if let open = try imports(
            where:
                "workspace = \(request.workspace) AND source = \(request.source) AND status = \(ImportStatus.running)"
        ).first {
            return open
        }
        let id: Int64 = (try value("SELECT COALESCE(MAX(id), 0) FROM imports") ?? 0) + 1
        try execute(
            """
            INSERT INTO imports (id, source, workspace, actor, status, options, started_at)
            VALUES (\(id), \(request.source), \(request.workspace), \(actor.recorded), \(ImportStatus.running),
                \(try StoredJSON.text(of: request.options, in: "options")), \(time))
            """)
        try record(
            .importStarted, by: actor, at: time, project: nil, subject: "import \(id)",
            details: request.options.merging(
                ["source": request.source, "workspace": request.workspace.rawValue], uniquingKeysWith: { $1 }))
        return ImportReport(
            id: id, source: request.source, workspace: request.workspace, by: actor.recorded, status: .running,
            started: time, finished: nil, options: request.options, outcome: nil)
    }

    /// Writes down how an import ended. One that has ended stays as it is.
    package func endImport(
        _ id: Int64, outcome: ImportOutcome, by actor: Actor, at time: Timestamp
    ) throws(CatalogError) {
        let status: ImportStatus = outcome.problemCount == 0 ? .succeeded : .incomplete
        let changed = try execute(
            """
            UPDATE imports SET status = \(status), finished_at = \(time),
                outcome = \(try StoredJSON.text(of: outcome, in: "outcome"))
            WHERE id = \(id) AND status = \(ImportStatus.running)
            """)
        guard changed > 0 else { return }
        var details = ["status": status.rawValue, "problems": String(outcome.problemCount)]
        for (kind, count) in outcome.counts {
            details[kind] = "\(count.new) new, \(count.updated) updated, \(count.unchanged) unchanged"
        }
        try record(.importEnded, by: actor, at: time, project: nil, subject: "import \(id)", details: details)
    }

    /// The import with this number; nil if there is none.
    package func importReport(_ id: Int64) throws(CatalogError) -> ImportReport? {
        try imports(where: "id = \(id)").first
    }

    /// Imports, newest first.
    package func imports(limit: Int) throws(CatalogError) -> [ImportReport] {
        try imports(where: "id IN (SELECT id FROM imports ORDER BY id DESC LIMIT \(limit))")
    }

    private func imports(where condition: SQL) throws(CatalogError) -> [ImportReport] {
        var reports: [ImportReport] = []
        for row in try rows(
            """
            SELECT id, source, workspace, actor, status, started_at, finished_at, options, outcome
            FROM imports WHERE \(sql: condition) ORDER BY id DESC
            """)
        {
            let outcome: String? = try row[8]
            reports.append(
                ImportReport(
                    id: try row[0], source: try row[1], workspace: try row[2], by: try row[3], status: try row[4],
                    started: try row[5], finished: try row[6],
                    options: try StoredJSON.value([String: String].self, from: try row[7], in: "options"),
                    outcome: try Self.decoded(outcome)))
        }
        return reports
    }

    private static func decoded(_ outcome: String?) throws(CatalogError) -> ImportOutcome? {
        guard let outcome else { return nil }
        return try StoredJSON.value(ImportOutcome.self, from: outcome, in: "outcome")
    }
}

extension ImportStatus: CatalogConvertible {}
extension ImportKind: CatalogConvertible {}
