package import Promotion

extension CatalogTransaction {
    /// Keeps an approval and gives it its id. `actor` is whoever gave it.
    package func insertApproval(_ approval: Approval, by actor: Actor) throws(CatalogError) -> Approval {
        var approval = approval
        approval.id = (try value("SELECT COALESCE(MAX(id), 0) FROM approvals") ?? 0) + 1
        let (subject, statement) = (approval.statement.subject, approval.statement)
        try execute(
            """
            INSERT INTO approvals (id, project, environment, run, approved_by, approved_at, approval)
            VALUES (\(approval.id), \(subject.project), \(subject.environment), \(subject.run), \(statement.by),
                \(statement.time), \(try StoredJSON.text(of: approval, in: "approval")))
            """)
        try record(
            .approved, by: actor, at: statement.time, project: subject.project, subject: subject.run.rawValue,
            details: [
                "approval": String(approval.id), "reason": approval.reason,
                "statement": Digest(ofText: statement.canonicalText).rawValue,
                "artifacts": subject.artifacts.rawValue, "gate": subject.gate.rawValue,
                "commit": subject.commit.rawValue, "signed": approval.signature?.key ?? "",
            ])
        return approval
    }

    /// The approvals of a run, the oldest first.
    package func approvals(of run: RunID) throws(CatalogError) -> [Approval] {
        var approvals: [Approval] = []
        for row in try rows("SELECT id, approval FROM approvals WHERE run = \(run) ORDER BY id") {
            var approval = try StoredJSON.value(Approval.self, from: try row[1], in: "approval")
            approval.id = try row[0]
            approvals.append(approval)
        }
        return approvals
    }

    /// The runs that wait for approvals, of all projects, the oldest first.
    package func runsAwaitingApproval() throws(CatalogError) -> [RunID] {
        var runs: [RunID] = []
        for row in try rows("SELECT id FROM runs WHERE status = 'AwaitingApproval' ORDER BY created_at, id") {
            runs.append(try row[0])
        }
        return runs
    }

    /// Writes down that somebody said no to what a run would promote.
    package func insertRejection(
        of run: RunRecord, reason: String, by actor: Actor, at time: Timestamp
    ) throws(CatalogError) {
        try execute(
            """
            INSERT INTO rejections (run, rejected_by, reason, rejected_at)
            VALUES (\(run.id), \(actor.recorded), \(reason), \(time))
            """)
        try record(
            .rejected, by: actor, at: time, project: run.project, subject: run.id.rawValue,
            details: ["reason": reason, "artifacts": run.candidateDigest?.rawValue ?? ""])
    }

    /// Who said no to what the run would promote, and why; nil if nobody.
    package func rejection(of run: RunID) throws(CatalogError) -> (by: String, reason: String)? {
        guard let row = try row("SELECT rejected_by, reason FROM rejections WHERE run = \(run)") else { return nil }
        return (try row[0], try row[1])
    }

    // MARK: Who had which part

    /// Keeps who asked for a run.
    package func setStarter(_ starter: UserName, of run: RunID) throws(CatalogError) {
        try execute(
            """
            INSERT INTO run_starters (run, starter) VALUES (\(run), \(starter))
            ON CONFLICT (run) DO UPDATE SET starter = excluded.starter
            """)
    }

    /// Who asked for the run; nil if it was made for a push.
    package func starter(of run: RunID) throws(CatalogError) -> UserName? {
        try value("SELECT starter FROM run_starters WHERE run = \(run)")
    }

    /// Keeps who had which part in what the run would promote; what was known before is replaced.
    package func setParts(_ parts: ChangeParts, of run: RunID) throws(CatalogError) {
        try execute(
            """
            INSERT INTO run_parts (run, parts) VALUES (\(run), \(try StoredJSON.text(of: parts, in: "parts")))
            ON CONFLICT (run) DO UPDATE SET parts = excluded.parts
            """)
    }

    /// Who had which part in what the run would promote; nil until its gate has decided.
    package func parts(of run: RunID) throws(CatalogError) -> ChangeParts? {
        guard let text: String = try value("SELECT parts FROM run_parts WHERE run = \(run)") else { return nil }
        return try StoredJSON.value(ChangeParts.self, from: text, in: "parts")
    }
}
