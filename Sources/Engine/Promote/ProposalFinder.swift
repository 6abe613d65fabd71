import Catalog
import Git
import Promotion

/// Finds what a tip brings along under `deploy-model`: the newest version that the gate of the environment below let through, and
/// whose commit is the tip, comes before it, or (after a squash merge) has the same files.
struct ProposalFinder: Sendable {
    let catalog: Catalog
    let repository: GitRepository

    func find(
        project: ProjectName, below: EnvironmentName, tip: CommitID, tree: TreeID?
    ) async throws -> Proposal? {
        let passed = try await catalog.read { try $0.versionsThroughGate(project: project, environment: below) }
        var tipTree = tree
        for version in passed {
            if version.proposal.commit == tip { return version.proposal }
            if try await isAncestor(version.proposal.commit, of: tip) { return version.proposal }
            if tipTree == nil { tipTree = try await repository.tree(of: tip) }
            if version.tree != nil, version.tree == tipTree { return version.proposal }
        }
        return nil
    }

    /// A commit that is gone from the repository comes before nothing.
    private func isAncestor(_ commit: CommitID, of tip: CommitID) async throws -> Bool {
        do {
            return try await repository.isAncestor(commit, of: tip)
        } catch let error where error.code == .notFound {
            return false
        }
    }
}

extension CatalogTransaction {
    /// The versions of an environment that its gate let through, newest first, with the commit whose run proposed them. One that was
    /// rolled back is left out, until it is promoted again, and one that was blocked for ever.
    func versionsThroughGate(
        project: ProjectName, environment: EnvironmentName
    ) throws(CatalogError) -> [(proposal: Proposal, tree: TreeID?)] {
        var versions: [(Proposal, TreeID?)] = []
        for row in try rows(
            """
            SELECT r.model, d.candidate, r.commit_id, r.tree
            FROM gate_decisions d JOIN runs r ON r.id = d.run
            WHERE d.project = \(project) AND d.environment = \(environment) AND d.verdict = 'Passed' AND r.promoted = 1
            AND NOT EXISTS (
                SELECT 1 FROM promotions b
                WHERE b.project = d.project AND b.environment = d.environment AND b.model = r.model
                AND b.kind = 'rollback' AND b.replaced = d.candidate AND NOT EXISTS (
                    SELECT 1 FROM promotions a
                    WHERE a.project = b.project AND a.environment = b.environment AND a.model = b.model
                    AND a.version = d.candidate AND a.id > b.id))
            AND NOT EXISTS (
                SELECT 1 FROM version_blocks k
                WHERE k.project = d.project AND k.environment = d.environment AND k.model = r.model
                AND (k.version = d.candidate OR k.artifact_digest = d.candidate_digest))
            ORDER BY d.decided_at DESC LIMIT 100
            """)
        {
            versions.append((Proposal(model: try row[0], version: try row[1], commit: try row[2]), try row[3]))
        }
        return versions
    }
}
