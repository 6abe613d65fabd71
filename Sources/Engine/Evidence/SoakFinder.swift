import Catalog
import Gates
import Promotion

extension CatalogTransaction {
    /// Since when what the run proposes is successful in the environment below: its commit under `deploy-code`, the version that the
    /// candidate is a copy of under `deploy-model`.
    func soakEvidence(of run: RunRecord, policy: Environment) throws(CatalogError) -> SoakEvidence {
        guard let below = policy.promotesFrom else {
            return .unknown(
                reason: "'\(policy.name)' promotes from no environment, so nothing can have lived in one before")
        }
        switch policy.strategy {
        case .deployCode: return try soakEvidence(of: run.commit.id, project: run.project, policy: policy)
        case .deployModel:
            let since = try arrival(ofOriginOf: run, in: below)
            return since.map { .succeeded(environment: below, since: $0) } ?? .notYet(environment: below)
        }
    }

    /// Since when a commit is successful in the environment below.
    func soakEvidence(
        of commit: CommitID, project: ProjectName, policy: Environment
    ) throws(CatalogError) -> SoakEvidence {
        guard let below = policy.promotesFrom else {
            return .unknown(
                reason: "'\(policy.name)' promotes from no environment, so nothing can have lived in one before")
        }
        let since = try success(of: commit, project: project, environment: below)
        return since.map { .succeeded(environment: below, since: $0) } ?? .notYet(environment: below)
    }

    /// When the commit first succeeded, counted from its last failure; nil if it did not, or failed last.
    private func success(
        of commit: CommitID, project: ProjectName, environment: EnvironmentName
    ) throws(CatalogError) -> Timestamp? {
        var since: Timestamp?
        for row in try rows(
            """
            SELECT status, finished_at FROM runs WHERE project = \(project) AND environment = \(environment)
            AND commit_id = \(commit) AND status IN ('Succeeded', 'Failed', 'Errored') ORDER BY finished_at, number
            """)
        {
            let status: RunStatus = try row[0]
            guard status == .succeeded else {
                since = nil
                continue
            }
            if since == nil { since = try row[1] }
        }
        return since
    }

    /// When the version became champion below that the candidate is a copy of; nil if it never was, or was rolled back from.
    private func arrival(ofOriginOf run: RunRecord, in below: EnvironmentName) throws(CatalogError) -> Timestamp? {
        guard let candidate = run.state.candidate, let model = run.pinned?.pipeline.model,
            let origin = try origin(of: candidate, model: model, in: run.workspace)
        else { return nil }
        let history = try promotions(project: run.project, environment: below, model: origin.model, limit: 1000)
        guard let arrival = history.first(where: { $0.version == origin.version }) else { return nil }
        let wasRolledBack = history.contains {
            $0.kind == .rollback && $0.replaced == origin.version && $0.id > arrival.id
        }
        return wasRolledBack ? nil : arrival.time
    }
}
