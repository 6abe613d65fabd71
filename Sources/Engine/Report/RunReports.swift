import Catalog
import Datasets
import Promotion

extension CatalogTransaction {
    /// A run with everything that people and programs want to know of it.
    func report(of run: RunRecord, at now: Timestamp) throws -> RunReport {
        RunReport(
            id: run.id, project: run.project, environment: run.environment, ref: run.ref, commit: run.commit,
            strategy: run.pinned?.policy.strategy ?? run.state.strategy, status: run.state.status,
            phase: run.state.phase.name, reason: run.state.reason, created: run.created, began: run.began,
            finished: run.finished, model: run.pinned?.pipeline.model, candidate: run.state.candidate,
            champion: run.state.champion, promoted: run.state.promoted, steps: try steps(of: run),
            inputs: try inputs(of: run), gate: try shownGate(of: run, at: now), policyCommit: run.pinned?.policyCommit,
            policyDigest: run.pinned?.policyDigest, isolation: run.isolation)
    }

    /// The gate's last decision, with the checks that somebody overrode: as of the promotion, for ever, or without one as of now. An
    /// override that ended unused, or counts no more, stays in the sentences of its checks.
    private func shownGate(of run: RunRecord, at now: Timestamp) throws -> GateReport? {
        guard var gate = try gateDecision(of: run.id) else { return nil }
        let overrides = try overrides(of: run.id)
        guard !overrides.isEmpty, let given = try promotionCase(of: run, gate: gate, at: now) else { return gate }
        if let promoted = try timeOfPromotion(of: run.id) {
            gate.decision = given.overrideQuestion.applyPromoted(overrides, to: gate.decision, at: promoted)
        } else {
            let signatures = SignatureCheck(trusting: overrides)
            gate.decision = given.overrideQuestion.explain(
                overrides, in: given.decision(signatures, at: now), verified: signatures.verified(overrides), now: now)
        }
        return gate
    }

    private func steps(of run: RunRecord) throws -> [StepReport] {
        let attempts = try attempts(of: run.id)
        let tests = try testSummaries(of: run.id)
        let order = Dictionary(
            run.state.outline.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first }
        )
        let kinds = Dictionary(run.state.outline.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
        return run.state.steps.map { key, record in
            let attempt = attempts.last { $0.step == key && $0.attempt == record.attempt }
            return StepReport(
                key: key, kind: kinds[key.step] ?? .task, status: record.status, attempt: record.attempt,
                reason: record.reason, began: attempt?.began, finished: attempt?.finished,
                peakMemory: attempt?.peakMemory, cpuMilliseconds: attempt?.cpuMilliseconds,
                tests: tests[key]?[record.attempt])
        }.sorted { left, right in
            let (one, other) = (order[left.key.step] ?? .max, order[right.key.step] ?? .max)
            return one == other ? left.key < right.key : one < other
        }
    }

    /// What the run was given, beside what its code said that it read.
    private func inputs(of run: RunRecord) throws -> [RunInput] {
        let given = try runDatasets(of: run.id)
        var logged: [DatasetName: [String]] = [:]
        var mismatches: [DatasetName: String] = [:]
        for mlflowRun in try mlflowRuns(loggedBy: run.id) {
            for input in try details(of: mlflowRun).datasets {
                guard let source = LoggedDatasetSource.parse(input.source) else { continue }
                let tagged = input.tags.first { $0.key == "delta_table_version" }.flatMap { Int64($0.value) }
                let known = LoggedDatasetSource(path: source.path, version: source.version ?? tagged)
                let match = given.first { dataset in
                    if case .otherPath = known.agreement(with: dataset.version) { false } else { true }
                }
                guard let match else { continue }
                let version = known.version.map(String.init) ?? "not said"
                if logged[match.name]?.contains(version) != true { logged[match.name, default: []].append(version) }
                if case .otherVersion(let other) = known.agreement(with: match.version) {
                    mismatches[match.name] =
                        "given version \(match.version.version), but the code logged that it read version \(other)"
                }
            }
        }
        return given.map { dataset in
            RunInput(
                name: dataset.name, given: dataset.version, logged: logged[dataset.name] ?? [],
                mismatch: mismatches[dataset.name])
        }
    }
}

extension RunStateMachine.Phase {
    /// One word for people.
    var name: String {
        switch self {
        case .pending: "pending"
        case .blocked: "blocked"
        case .preparing: "preparing"
        case .building: "building"
        case .selecting: "selecting"
        case .evaluating: "evaluating"
        case .judging: "judging"
        case .awaitingApproval: "awaiting approval"
        case .waiting: "waiting"
        case .held: "held"
        case .promoting: "promoting"
        case .deploying: "deploying"
        case .stopping: "stopping"
        case .finished: "finished"
        }
    }
}
