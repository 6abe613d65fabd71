import Promotion

/// Values as a server would answer, for looking at screens.
enum Sample {
    static let now = Timestamp(milliseconds: 1_795_227_300_000)
    static let commit = CommitID(checked: "9f8e7d6c5b4a39281706f5e4d3c2b1a098765432")
    static let policy = CommitID(checked: "0123456789abcdef0123456789abcdef01234567")
    static let digest = Digest(checked: String(repeating: "ab12", count: 16))
    static let project = ProjectName(checked: "churn")

    static func before(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: now.milliseconds - seconds * 1000) }

    static let gate = GateReport(
        decision: GateDecision(
            verdict: .failed,
            checks: [
                CheckResult(
                    check: "f1 ≥ 0.55", verdict: .passed, candidate: 0.5712, required: 0.55,
                    reason: "f1 is 0.5712, at least 0.55"),
                CheckResult(
                    check: "f1 against champion", verdict: .failed, candidate: 0.5712, champion: 0.6034,
                    required: 0.6034,
                    reason: "f1 is 0.5712, below the champion's 0.6034"),
            ], champion: 1),
        candidate: 2, time: before(60), policyDigest: digest)

    static let steps = [
        StepReport(
            key: StepKey(checked: "unit-tests"), kind: .test, status: .succeeded, attempt: 1, began: before(120),
            finished: before(117), peakMemory: 88 << 20, cpuMilliseconds: 2100,
            tests: TestSummary(passed: 12, failed: 0, skipped: 1)),
        StepReport(
            key: StepKey(checked: "train"), kind: .train, status: .succeeded, attempt: 2, began: before(117),
            finished: before(92), peakMemory: 412 << 20, cpuMilliseconds: 41_300),
        StepReport(
            key: StepKey(checked: "integration-tests"), kind: .test, status: .failed, attempt: 1,
            reason: "exit status 1", began: before(92), finished: before(90),
            tests: TestSummary(
                passed: 3, failed: 1, skipped: 0,
                failures: [TestFailure(name: "test_model::test_scores", message: "assert 0.2 > 0.5\nmore\u{1B}[2J")])),
    ]

    static let inputs = [
        RunInput(
            name: DatasetName(checked: "customers"),
            given: DatasetVersion(
                version: "0", digest: digest, location: "/data/prod/customers", binding: .delta(path: "prod/customers"),
                timestamp: nil, schema: nil, fileCount: 1, byteCount: 184_320, rowCount: 7000),
            logged: ["0"]),
        RunInput(
            name: DatasetName(checked: "holdout"),
            given: DatasetVersion(
                version: "3", digest: digest, location: "/data/prod/holdout", binding: .delta(path: "prod/holdout"),
                timestamp: nil, schema: nil, fileCount: 1, byteCount: 61_440, rowCount: nil),
            logged: ["2"], mismatch: "given version 3, logged version 2"),
    ]

    static func run(_ environment: String, number: Int, status: RunStatus, reason: String = "") -> RunReport {
        let isOver = status.isFinal
        return RunReport(
            id: RunID(checked: "churn-\(environment)-\(number)"), project: project,
            environment: EnvironmentName(checked: environment), ref: RefName(checked: "refs/heads/release/1.0"),
            commit: CommitReport(
                id: commit, tree: nil, author: "Ada <ada@example.org>", committer: "Ada <ada@example.org>",
                subject: "Raise the number of trees", time: before(300)),
            strategy: .deployCode, status: status, phase: isOver ? "finished" : "building", reason: reason,
            created: before(130), began: before(125), finished: isOver ? before(60) : nil,
            model: ModelName(checked: "churn"), candidate: 2, champion: 1, promoted: false, steps: steps,
            inputs: inputs,
            gate: status == .failed ? gate : nil, policyCommit: policy, policyDigest: digest,
            isolation: "bubblewrap 0.8.0")
    }

    static let champion = ModelVersionReport(
        workspace: WorkspaceName(checked: "churn-prod"), model: ModelName(checked: "churn"), version: 1,
        aliases: ["champion"], created: before(90_000), run: RunID(checked: "churn-prod-1"), commit: commit,
        digest: digest,
        metrics: ["accuracy": 0.8123, "f1": 0.60341, "log_loss": .nan], origin: nil, status: "READY")

    static let promotion = PromotionReport(
        id: 1, project: project, environment: EnvironmentName(checked: "prod"), model: ModelName(checked: "churn"),
        version: 1, replaced: nil, kind: .gate, by: "sluice", reason: "every check passed", time: before(90_000),
        run: RunID(checked: "churn-prod-1"), artifactDigest: digest)

    static let status = ProjectReport(
        name: project, source: "/srv/git/churn.git", protectedRef: RefName(checked: "refs/heads/main"),
        policyCommit: policy,
        environments: [
            environment("dev", branches: ["dev"], run: run("dev", number: 4, status: .running)),
            environment("staging", branches: ["main"], run: nil),
            environment(
                "prod", branches: ["release/*"],
                run: run("prod", number: 2, status: .failed, reason: "f1 is 0.5712, below the champion's 0.6034"),
                champion: champion, hold: Hold(by: "ann", reason: "quarter end", since: before(600)),
                waiting: ["release/1.1 at 1a2b3c4 has not run in 'staging'; push it to a branch of 'staging' first"]),
        ], problems: [])

    static func environment(
        _ name: String, branches: [String], run: RunReport?, champion: ModelVersionReport? = nil, hold: Hold? = nil,
        waiting: [String] = []
    ) -> EnvironmentReport {
        EnvironmentReport(
            name: EnvironmentName(checked: name), workspace: WorkspaceName(checked: "churn-\(name)"),
            branches: branches,
            strategy: .deployCode, promotesFrom: nil,
            tips: [TipReport(ref: RefName(checked: "refs/heads/main"), commit: commit, seen: before(10))], run: run,
            champion: champion, gatedMetrics: ["f1"], hold: hold, waiting: waiting)
    }

    static let trace = TraceReport(
        version: champion, run: run("prod", number: 1, status: .succeeded), trainingRun: nil,
        params: ["n_estimators": "400", "learning_rate": "0.05"],
        files: [
            TracedFile(path: "MLmodel", digest: digest, size: 812),
            TracedFile(path: "model.lgb", digest: digest, size: 402_113),
        ],
        promotions: [promotion], warnings: ["dataset 'holdout': given version 3, logged version 2"])
}
