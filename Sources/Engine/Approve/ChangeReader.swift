import Catalog
import Git
import Promotion

/// Finds out who had which part in what a run would promote: everybody named in a commit that the champion does not have yet.
struct ChangeReader: Sendable {
    let catalog: Catalog
    let repository: GitRepository

    /// More commits of one change are not looked at.
    static let mostCommits = 500

    func parts(of run: RunRecord) async throws -> ChangeParts {
        let (base, training, starter) = try await catalog.read { transaction in
            (
                try transaction.championCommit(for: run), try transaction.trainingCommit(of: run),
                try transaction.starter(of: run.id)
            )
        }
        var parts = ChangeParts(authors: [], committers: [], starter: starter)
        var seen: Set<CommitID> = []
        for tip in [run.commit.id, training].compactMap(\.self) where !seen.contains(tip) {
            for commit in try await commits(from: tip, since: base, &parts) where seen.insert(commit.id).inserted {
                parts.add(commit)
            }
        }
        return parts
    }

    private func commits(
        from tip: CommitID, since base: CommitID?, _ parts: inout ChangeParts
    ) async throws -> [CommitInfo] {
        do throws(GitError) {
            let found = try await repository.commits(from: tip, since: base, limit: Self.mostCommits)
            if found.count == Self.mostCommits {
                parts.notes.append("only the newest \(Self.mostCommits) commits of the change were looked at")
            }
            return found
        } catch {
            guard error.code == .notFound else { throw error }
            parts.notes.append("commit \(tip.short) is not in the repository any more, so its authors are not known")
            return []
        }
    }
}

extension ChangeParts {
    fileprivate mutating func add(_ commit: CommitInfo) {
        let author = Contributor(commit.author)
        for person in [author] + Contributor.coAuthors(in: commit.message) where !authors.contains(person) {
            authors.append(person)
        }
        let committer = Contributor(commit.committer)
        if !committers.contains(committer) { committers.append(committer) }
    }
}

extension Contributor {
    init(_ signature: CommitInfo.Signature) { self.init(name: signature.name, email: signature.email) }
}

extension CatalogTransaction {
    /// The commit whose run proposed the champion that the run's candidate would replace.
    fileprivate func championCommit(for run: RunRecord) throws -> CommitID? {
        guard let champion = run.state.champion, let model = run.pinned?.pipeline.model,
            let version = try modelVersion(Int64(champion), of: model.rawValue, in: run.workspace),
            let origin = version.origin
        else { return nil }
        return try self.run(origin.run)?.commit.id
    }

    /// Under `deploy-model` the commit that the candidate was trained from, at the end of a chain of copies.
    fileprivate func trainingCommit(of run: RunRecord) throws -> CommitID? {
        guard run.state.strategy == .deployModel, let candidate = run.state.candidate,
            let model = run.pinned?.pipeline.model
        else { return nil }
        var current = ModelOrigin(workspace: run.workspace, model: model, version: candidate)
        for _ in 0..<16 {
            guard let next = try origin(of: current.version, model: current.model, in: current.workspace) else { break }
            current = next
        }
        let trained = try modelVersion(Int64(current.version), of: current.model.rawValue, in: current.workspace)
        return try trained?.origin.flatMap { try self.run($0.run) }?.commit.id
    }
}
