package import Promotion

extension CatalogTransaction {
    /// Keeps an override and gives it its id. `actor` is whoever gave it.
    package func insertOverride(_ override: CheckOverride, by actor: Actor) throws(CatalogError) -> CheckOverride {
        var override = override
        override.id = (try value("SELECT COALESCE(MAX(id), 0) FROM overrides") ?? 0) + 1
        let (subject, statement) = (override.statement.subject, override.statement)
        try execute(
            """
            INSERT INTO overrides (id, project, environment, run, overridden_by, overridden_at, override)
            VALUES (\(override.id), \(subject.project), \(subject.environment), \(subject.run), \(statement.by),
                \(statement.time), \(try StoredJSON.text(of: override, in: "override")))
            """)
        try record(
            .overridden, by: actor, at: statement.time, project: subject.project, subject: subject.run.rawValue,
            details: [
                "override": String(override.id), "reason": statement.reason,
                "checks": try StoredJSON.text(of: override.verdicts, in: "checks"), "until": statement.until.utc,
                "statement": Digest(ofText: statement.canonicalText).rawValue,
                "artifacts": subject.artifacts.rawValue, "signed": override.signature?.key ?? "",
            ])
        return override
    }

    /// The overrides of a run, the oldest first.
    package func overrides(of run: RunID) throws(CatalogError) -> [CheckOverride] {
        try overrides(where: "o.run = \(run)")
    }

    /// The overrides of an environment that nobody has looked at, the oldest first.
    package func unreviewedOverrides(
        project: ProjectName, environment: EnvironmentName
    ) throws(CatalogError) -> [CheckOverride] {
        try overrides(
            where: "o.project = \(project) AND o.environment = \(environment) AND r.override_id IS NULL")
    }

    /// The override with that id, or nil.
    package func override(_ id: Int64) throws(CatalogError) -> CheckOverride? {
        try overrides(where: "o.id = \(id)").first
    }

    /// Overrides of all projects, the newest first.
    package func overrides(limit: Int) throws(CatalogError) -> [CheckOverride] {
        try overrides(where: "1 = 1", order: "o.id DESC LIMIT \(limit)")
    }

    private func overrides(where filter: SQL, order: SQL = "o.id") throws(CatalogError) -> [CheckOverride] {
        var overrides: [CheckOverride] = []
        for row in try rows(
            """
            SELECT o.id, o.override, r.reviewed_by, r.note, r.reviewed_at
            FROM overrides o LEFT JOIN override_reviews r ON r.override_id = o.id
            WHERE \(sql: filter) ORDER BY \(sql: order)
            """)
        {
            var override = try StoredJSON.value(CheckOverride.self, from: try row[1], in: "override")
            override.id = try row[0]
            let reviewer: String? = try row[2]
            override.review = nil
            if let reviewer {
                override.review = OverrideReview(by: reviewer, note: try row[3], time: try row[4])
            }
            overrides.append(override)
        }
        return overrides
    }

    /// Writes down that somebody has looked at an override. Throws `duplicate` if somebody has already.
    package func review(
        _ override: CheckOverride, note: String, by actor: Actor, at time: Timestamp
    ) throws(CatalogError) {
        try execute(
            """
            INSERT INTO override_reviews (override_id, reviewed_by, note, reviewed_at)
            VALUES (\(override.id), \(actor.recorded), \(note), \(time))
            """)
        let subject = override.statement.subject
        try record(
            .overrideReviewed, by: actor, at: time, project: subject.project, subject: subject.run.rawValue,
            details: ["override": String(override.id), "note": note])
    }
}
