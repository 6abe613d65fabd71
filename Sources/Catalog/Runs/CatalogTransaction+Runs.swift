package import Promotion

extension CatalogTransaction {
    private static var columns: SQL {
        """
        r.id, r.project, r.environment, r.number, r.ref, r.commit_id, r.tree, r.author, r.committer, r.subject,
        r.commit_time, r.state, r.pipeline, r.policy_digest, r.policy_commit, r.candidate_digest, r.isolation,
        r.created_at, r.began_at, r.finished_at, p.definition
        """
    }

    private static var table: SQL { "FROM runs r LEFT JOIN policies p ON p.digest = r.policy_digest" }

    /// Makes a run for a tip, with the next number of its environment. `asker` is who asked for it, if somebody did.
    package func insertRun(
        project: ProjectName, environment: Environment, ref: RefName, commit: CommitReport, state: RunStateMachine,
        by actor: String, for asker: Actor? = nil, at time: Timestamp
    ) throws(CatalogError) -> RunID {
        let last: Int =
            try value(
                """
                SELECT COALESCE(MAX(number), 0) FROM runs
                WHERE project = \(project) AND environment = \(environment.name)
                """) ?? 0
        let workspace = WorkspaceName(project: project, environment: environment.name)
        let id = RunID(workspace: workspace, number: last + 1)
        try execute(
            """
            INSERT INTO runs (id, project, environment, number, ref, commit_id, tree, author, committer, subject,
                commit_time, strategy, status, reason, has_begun, state, created_at)
            VALUES (\(id), \(project), \(environment.name), \(last + 1), \(ref), \(commit.id), \(commit.tree),
                \(commit.author), \(commit.committer), \(commit.subject), \(commit.time), \(environment.strategy),
                \(state.status), \(state.reason), \(state.hasBegun), \(try StoredJSON.text(of: state, in: "state")),
                \(time))
            """)
        try record(
            .runCreated, by: actor, for: asker, at: time, project: project, subject: id.rawValue,
            details: ["ref": ref.rawValue, "commit": commit.id.rawValue])
        return id
    }

    /// The run with that id, or nil.
    package func run(_ id: RunID) throws(CatalogError) -> RunRecord? {
        guard let row = try row("SELECT \(sql: Self.columns) \(sql: Self.table) WHERE r.id = \(id)") else { return nil }
        return try run(from: row)
    }

    /// Runs, newest first; all of them, or of one project or environment, and only in `places` if they are given.
    package func runs(
        of project: ProjectName?, environment: EnvironmentName? = nil, limit: Int, after: RunPlace? = nil,
        within places: [Rights.Place]? = nil
    ) throws(CatalogError) -> [RunRecord] {
        var conditions: [SQL] = []
        if let project { conditions.append("r.project = \(project)") }
        if let environment { conditions.append("r.environment = \(environment)") }
        if let after {
            conditions.append("(r.created_at, r.number, r.id) < (\(after.created), \(after.number), \(after.id))")
        }
        if let places { conditions.append(Self.within(places)) }
        let filter: SQL = conditions.isEmpty ? "" : "WHERE \(sql: .joined(conditions, by: " AND "))"
        var runs: [RunRecord] = []
        for row in try rows(
            """
            SELECT \(sql: Self.columns) \(sql: Self.table) \(sql: filter)
            ORDER BY r.created_at DESC, r.number DESC, r.id DESC LIMIT \(limit)
            """)
        {
            runs.append(try run(from: row))
        }
        return runs
    }

    /// Where a run stands among all, newest first; nil if there is no such run.
    package func place(of id: RunID) throws(CatalogError) -> RunPlace? {
        guard let row = try row("SELECT created_at, number FROM runs WHERE id = \(id)") else { return nil }
        return RunPlace(created: try row[0], number: try row[1], id: id)
    }

    /// The ids of the runs that have begun and are not final, of all projects, oldest first: what an engine takes up when it starts.
    /// Their states are not read, so that a damaged one stops no other.
    package func runsUnderWay() throws(CatalogError) -> [RunID] {
        var ids: [RunID] = []
        for row in try rows(
            """
            SELECT id FROM runs
            WHERE has_begun = 1 AND status IN ('Pending', 'Running', 'AwaitingApproval', 'Blocked') ORDER BY created_at
            """)
        {
            ids.append(try row[0])
        }
        return ids
    }

    /// The ids of a project's runs that are not final.
    package func unfinishedRuns(of project: ProjectName) throws(CatalogError) -> [RunID] {
        var ids: [RunID] = []
        for row in try rows(
            """
            SELECT id FROM runs WHERE project = \(project)
            AND status IN ('Pending', 'Running', 'AwaitingApproval', 'Blocked') ORDER BY created_at
            """)
        {
            ids.append(try row[0])
        }
        return ids
    }

    /// What the planner has to know of a project's runs: those that are not final, all of the commits that are tips now, and the
    /// newest of each environment and ref. Each part has its index, so that a long history costs little.
    package func runSummaries(of project: ProjectName) throws(CatalogError) -> [RunSummary] {
        var summaries: [RunSummary] = []
        for row in try rows(Self.summaryQuery(project)) {
            summaries.append(
                RunSummary(
                    id: try row[0], number: try row[1], environment: try row[2], ref: try row[3], commit: try row[4],
                    status: try row[5], reason: try row[6], hasBegun: try row[7], waitsUntil: try row[8]))
        }
        return summaries
    }

    static func summaryQuery(_ project: ProjectName) -> SQL {
        """
        SELECT id, number, environment, ref, commit_id, status, reason, has_begun, waits_until FROM runs WHERE id IN (
            SELECT id FROM runs
            WHERE project = \(project) AND status IN ('Pending', 'Running', 'AwaitingApproval', 'Blocked')
            UNION
            SELECT r.id FROM refs t JOIN runs r ON r.project = t.project AND r.commit_id = t.commit_id
            WHERE t.project = \(project)
            UNION
            SELECT r.id FROM (
                SELECT environment, MAX(number) AS number FROM runs WHERE project = \(project)
                GROUP BY environment, ref
            ) newest JOIN runs r
            ON r.project = \(project) AND r.environment = newest.environment AND r.number = newest.number)
        """
    }

    /// Stores what an event made of a run's state, with the columns that repeat parts of it. `actor` is who asked for its end, if
    /// somebody did.
    package func updateRun(
        _ id: RunID, state: RunStateMachine, by actor: Actor? = nil, at time: Timestamp
    ) throws(CatalogError) {
        // No more than is needed: to read a whole run is to decode its pipeline and policy as well.
        guard let before = try row("SELECT project, status, began_at, finished_at FROM runs WHERE id = \(id)") else {
            throw CatalogError(.brokenReference, operation: "updating run", message: "there is no run \(id)")
        }
        let project: ProjectName = try before[0]
        let statusBefore: RunStatus = try before[1]
        let began: Timestamp? = try before[2] ?? (state.hasBegun ? time : nil)
        let finished: Timestamp? = try before[3] ?? (state.status.isFinal ? time : nil)
        try execute(
            """
            UPDATE runs SET state = \(try StoredJSON.text(of: state, in: "state")), status = \(state.status),
                reason = \(state.reason), has_begun = \(state.hasBegun), strategy = \(state.strategy),
                candidate = \(state.candidate), promoted = \(state.promoted), began_at = \(began),
                finished_at = \(finished), waits_until = \(state.waitsUntil)
            WHERE id = \(id)
            """)
        if state.status.isFinal, !statusBefore.isFinal {
            try execute("DELETE FROM run_tokens WHERE run = \(id)")
            try record(
                .runEnded, by: actor?.recorded ?? "sluice", for: actor, at: time, project: project,
                subject: id.rawValue,
                details: ["status": state.status.rawValue, "reason": state.reason])
        }
    }

    /// Pins the definitions that a run keeps to.
    package func pinDefinitions(
        _ pinned: PinnedDefinitions, of id: RunID, isolation: String
    ) throws(CatalogError) {
        let digest = try storePolicy(pinned.policy)
        try execute(
            """
            UPDATE runs SET pipeline = \(try StoredJSON.text(of: pinned.pipeline, in: "pipeline")),
                policy_digest = \(digest), policy_commit = \(pinned.policyCommit), model = \(pinned.pipeline.model),
                isolation = \(isolation)
            WHERE id = \(id)
            """)
    }

    /// Keeps the digest of the candidate's files as they are now.
    package func setCandidateDigest(_ digest: Digest, of id: RunID) throws(CatalogError) {
        try execute("UPDATE runs SET candidate_digest = \(digest) WHERE id = \(id)")
    }

    private func run(from row: CatalogRow) throws(CatalogError) -> RunRecord {
        let stateText: String = try row["state"]
        let pipelineText: String? = try row["pipeline"]
        let policyText: String? = try row["definition"]
        let policyDigest: Digest? = try row["policy_digest"]
        let policyCommit: CommitID? = try row["policy_commit"]
        var pinned: PinnedDefinitions?
        if let pipelineText, let policyText, let policyDigest, let policyCommit {
            pinned = PinnedDefinitions(
                pipeline: try StoredJSON.value(Pipeline.self, from: pipelineText, in: "pipeline"),
                policy: try StoredJSON.value(Environment.self, from: policyText, in: "definition"),
                policyDigest: policyDigest, policyCommit: policyCommit)
        }
        return RunRecord(
            id: try row["id"], project: try row["project"], environment: try row["environment"],
            number: try row["number"], ref: try row["ref"],
            commit: CommitReport(
                id: try row["commit_id"], tree: try row["tree"], author: try row["author"],
                committer: try row["committer"], subject: try row["subject"], time: try row["commit_time"]),
            state: try StoredJSON.value(RunStateMachine.self, from: stateText, in: "state"), pinned: pinned,
            candidateDigest: try row["candidate_digest"], isolation: try row["isolation"],
            created: try row["created_at"], began: try row["began_at"], finished: try row["finished_at"])
    }
}
