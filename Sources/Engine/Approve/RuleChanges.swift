import Catalog
import Git
import Promotion

/// What git says about a change of the rules between two commits of the protected ref.
struct RuleChanges: Sendable {
    let old: CommitID
    let new: CommitID
    /// Who made the commits that touched the rules.
    let changers: [Contributor]
    /// Of `access.yaml`, before and now; nil where there is none.
    let roles: (old: Digest?, new: Digest?)

    private static let places = ["environments", "access.yaml"]
    private static let mostCommits = 500

    init(from old: CommitID, to new: CommitID, in repository: GitRepository) async throws(GitError) {
        self.old = old
        self.new = new
        roles = (await Self.roles(at: old, in: repository), await Self.roles(at: new, in: repository))
        var changers: [Contributor] = []
        let commits = try await repository.commits(from: new, since: old, limit: Self.mostCommits)
        for commit in commits where try await Self.touchesRules(commit, in: repository) {
            changers += Self.people(in: commit).filter { !changers.contains($0) }
        }
        // Where history was rewritten, no commit may be left that touched them: whoever made the newest answers for it.
        if changers.isEmpty, let tip = commits.first { changers = Self.people(in: tip) }
        self.changers = changers
    }

    private static func people(in commit: CommitInfo) -> [Contributor] {
        [Contributor(commit.author), Contributor(commit.committer)] + Contributor.coAuthors(in: commit.message)
    }

    private static func touchesRules(_ commit: CommitInfo, in repository: GitRepository) async throws(GitError) -> Bool
    {
        for place in places {
            let now = try await repository.entryID(at: place, in: commit.id)
            guard let parent = commit.parents.first else { return now != nil }
            if try await repository.entryID(at: place, in: parent) != now { return true }
        }
        return false
    }

    /// A file that cannot be read gives no rights, so it is as good as none.
    private static func roles(at commit: CommitID, in repository: GitRepository) async -> Digest? {
        let bytes = try? await repository.file("access.yaml", at: commit, limit: 1 << 20)
        return bytes.map { Digest(ofText: String(decoding: $0, as: UTF8.self)) }
    }
}

extension CatalogTransaction {
    /// Writes down which rules are others in `fresh`, with who changed them. Called before `fresh` takes the place of what was there.
    func recordRuleChanges(
        _ changes: RuleChanges, project: ProjectName, fresh: [Environment], at now: Timestamp
    ) throws {
        var parts: [PolicyChange.Part] = []
        for before in try environments(of: project).map(\.environment) {
            guard let after = fresh.first(where: { $0.name == before.name }) else { continue }
            let (gates, approvals) = (
                (try gateDigest(of: before), try gateDigest(of: after)),
                (try approvalsDigest(of: before), try approvalsDigest(of: after))
            )
            // Whoever was asked before is still asked for a day, also by a gate that changed together with the approvals.
            let asked = approvals.0 == approvals.1 ? 0 : before.approvals.required
            if gates.0 != gates.1 {
                parts.append(
                    .init(name: "gate of '\(before.name)'", environment: before.name, old: gates.0, new: gates.1))
            }
            if approvals.0 != approvals.1 {
                parts.append(
                    .init(
                        name: "approvals of '\(before.name)'", environment: before.name, old: approvals.0,
                        new: approvals.1, approvalsBefore: asked))
            }
        }
        if changes.roles.old != changes.roles.new {
            parts.append(.init(name: "roles", environment: nil, old: changes.roles.old, new: changes.roles.new))
        }
        guard !parts.isEmpty else { return }
        let change = PolicyChange(
            commit: changes.new, previous: changes.old, changers: changes.changers, parts: parts, time: now)
        try insertPolicyChange(change, project: project)
        var details = [
            "previous": changes.old.rawValue, "by": changes.changers.map(\.description).joined(separator: ", "),
        ]
        for part in parts { details[part.name] = "\(part.old?.rawValue ?? "none") -> \(part.new?.rawValue ?? "none")" }
        try record(
            .rulesChanged, by: "git", at: now, project: project, subject: changes.new.rawValue, details: details)
    }
}
