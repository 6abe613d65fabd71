import Catalog
import Gates
import Promotion

/// Finds what is on record about a version, so that a gate can be tried on it.
struct KeptEvidence: Sendable {
    let project: ProjectName
    let environment: EnvironmentName
    let context: EngineContext

    /// How many decisions about one version are looked through.
    private static let mostDecisions = 50

    /// Evidence with the run that gathered it.
    struct Found: Sendable {
        var run: RunRecord
        var record: EvidenceRecord
    }

    /// The newest evidence of `candidate`, beside `against` if that is named, otherwise beside the champion.
    func evidence(of candidate: Int, against: Int?) async throws -> Found {
        let all = try await found(of: candidate)
        guard let newest = all.first else {
            throw EngineError(
                .refused,
                "no run of '\(environment)' has scored version \(candidate): nothing is on record that it could be judged "
                    + "by; 'sluice run --env \(environment)' scores what it proposes")
        }
        let model = newest.run.pinned?.pipeline.model
        let current = try await context.catalog.read { transaction in
            try model.flatMap { try transaction.champion(of: $0, in: newest.run.workspace) }
        }
        // The champion itself is tried against the one that it had to beat.
        let wanted = against ?? (current == candidate ? newest.record.champion.version : current)
        if let same = all.first(where: { $0.record.champion.version == wanted }) { return same }
        guard let wanted else { return newest.alone() }
        return newest.beside(wanted, try await scored(wanted, like: newest))
    }

    private func found(of candidate: Int) async throws -> [Found] {
        let (kept, judged) = try await context.catalog.read { transaction in
            let decisions = try transaction.gateEvidence(
                project: project, environment: environment, candidate: candidate, limit: Self.mostDecisions)
            let kept = try decisions.compactMap { decision -> (RunRecord, String?)? in
                try transaction.run(decision.run).map { ($0, decision.kept?.evidence) }
            }
            return (kept.filter { $0.1 != nil }, kept.filter { $0.1 == nil }.map(\.0))
        }
        var all: [Found] = []
        for (run, text) in kept {
            if let text, let record = try? EvidenceRecord(text: text) { all.append(Found(run: run, record: record)) }
        }
        // What was decided before evidence was kept is gathered from what is left of it.
        if all.isEmpty, let run = judged.first, let definitions = run.pinned {
            all.append(Found(run: run, record: try await EvidenceRecord(of: run, definitions, context: context)))
        }
        return all
    }

    /// Evidence of another version that the same code scored on the same data; nil if there is none.
    private func scored(_ version: Int, like found: Found) async throws -> EvidenceRecord? {
        try await self.found(of: version).first { other in
            other.run.commit.id == found.run.commit.id
                && other.record.candidate.scores.datasets.mapValues(\.digest)
                    == found.record.candidate.scores.datasets.mapValues(\.digest)
        }?.record
    }
}

extension KeptEvidence.Found {
    /// Without anything to compare with.
    fileprivate func alone() -> Self {
        var found = self
        found.record.champion = .none
        found.record.championTraining = .missing(reason: "there is no champion")
        return found
    }

    /// Beside another version than the one that it was judged against.
    fileprivate func beside(_ version: Int, _ other: EvidenceRecord?) -> Self {
        var found = self
        found.record.tables.removeAll { $0.version != record.candidate.version }
        guard let other else {
            let reason =
                "was not scored by the same evaluate step on the same data as version \(record.candidate.version)"
            found.record.champion = .unavailable(version: version, reason: reason)
            found.record.models.champion = .missing(reason: "version \(version) \(reason)")
            found.record.championTraining = .missing(reason: "version \(version) \(reason)")
            return found
        }
        found.record.champion = .scored(other.candidate)
        found.record.tables += other.tables.filter { $0.version == version }
        found.record.models.champion = other.models.candidate
        found.record.championTraining = .found(other.training)
        return found
    }
}
