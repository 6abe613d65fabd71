import Artifacts
import Catalog
import Gates
package import Promotion

extension Engine {
    /// Why a run's gate decided as it did, or what it is at.
    package func explainGate(_ id: RunID) async throws -> GateExplanation {
        let now = context.now()
        let progress = context.judging[id]
        return try await context.catalog.read { transaction in
            guard let run = try transaction.run(id) else { throw Self.noRun(id) }
            return GateExplanation(
                run: id, project: run.project, environment: run.environment, status: run.state.status,
                phase: run.state.phase.name, reason: run.state.reason,
                gate: try transaction.report(of: run, at: now).gate, progress: progress,
                lacks: try PromotionConditions(transaction: transaction, now: now).lacking(run))
        }
    }

    /// What the gate of an environment says about a version now, by the evidence that a run gathered. Nothing is promoted or recorded.
    package func tryGate(
        _ project: ProjectName, _ environment: EnvironmentName, _ request: GateTrialRequest
    ) async throws -> GateTrial {
        let policy = try await self.environment(environment, of: project).environment
        let kept = try await KeptEvidence(project: project, environment: environment, context: context)
            .evidence(of: request.candidate, against: request.against)
        let now = context.now()
        var record = kept.record
        let run = kept.run
        record.soak = try await context.catalog.read { try $0.soakEvidence(of: run, policy: policy) }
        let evidence = try await EvidenceSource(context: context).evidence(record, for: policy.gate, now: now)
        let decision = try await JudgingWork.forQuestions.run { Gate.decide(policy: policy.gate, evidence: evidence) }
        let missing = decision.checks.filter { $0.verdict == .inconclusive && $0.kind?.isComposition != true }
        return GateTrial(
            environment: environment, candidate: request.candidate, against: record.champion.version, run: run.id,
            gathered: kept.record.now, decision: decision, missing: missing.map { "\($0.check): \($0.reason)" })
    }

    /// What another gate would have said about past candidates. Decisions are made again one by one, by the evidence of then.
    package func backtestGate(
        _ project: ProjectName, _ environment: EnvironmentName, _ request: GateBacktestRequest
    ) async throws -> GateBacktest {
        _ = try await self.environment(environment, of: project)
        let gate = request.gate
        let limit = min(max(request.limit ?? 50, 1), 1000)
        let (past, digest) = try await context.catalog.read { transaction in
            (
                try transaction.gateEvidence(project: project, environment: environment, limit: limit),
                try transaction.gateDigest(of: gate)
            )
        }
        var backtest = GateBacktest(environment: environment, gateDigest: digest, entries: [], gaps: [])
        for (run, decision, kept) in past {
            func gap(_ reason: String) -> GateBacktest.Gap {
                GateBacktest.Gap(run: run, candidate: decision.candidate, time: decision.time, reason: reason)
            }
            guard let kept else {
                backtest.gaps.append(gap("it was decided before evidence was kept"))
                continue
            }
            guard let record = try? EvidenceRecord(text: kept.evidence) else {
                backtest.gaps.append(gap("its evidence cannot be read any more"))
                continue
            }
            if let reason = try await lostTable(record, gate) {
                backtest.gaps.append(gap(reason))
                continue
            }
            let evidence = try await EvidenceSource(context: context).evidence(record, for: gate, now: record.now)
            let again = try await JudgingWork.forQuestions.run { Gate.decide(policy: gate, evidence: evidence) }
            backtest.entries.append(GateBacktest.Entry(run: run, decision, again))
        }
        return backtest
    }

    /// Why predictions that were there then cannot be read again; nil if they can, or never were there.
    private func lostTable(_ record: EvidenceRecord, _ gate: GatePolicy) async throws -> String? {
        let wanted = Set(gate.predictionFiles)
        for table in record.tables where wanted.contains(table.path) {
            guard try await !context.artifacts.contains(table.digest) else { continue }
            return "\(table.path.quotedForMessage) of version \(table.version) is not stored any more"
        }
        return nil
    }
}

extension GateBacktest.Entry {
    fileprivate init(run: RunID, _ then: GateReport, _ again: GateDecision) {
        self.init(
            run: run, candidate: then.candidate, champion: again.champion, time: then.time, was: then.decision.verdict,
            would: again.verdict,
            because: again.verdict.allowsPromotion ? then.decision.objections : again.objections)
    }
}

extension CheckKind {
    /// Whether its answer is that of its parts.
    var isComposition: Bool {
        switch self {
        case .all, .any, .not: true
        case .metric, .significance, .value, .tests, .model, .data, .latency, .soak, .window, .command: false
        }
    }
}
