import Catalog
import Definitions
import Git
import Promotion

extension ProjectReconciler {
    /// Reads who may do what from `access.yaml` at the protected ref, if it has not been read at this commit. A file that cannot be used
    /// leaves the last good one in force, and says so at each pass: what cannot be read opens nothing.
    func reconcileAccess(
        at commit: CommitID, source: ProjectSource, _ project: ProjectRecord, problems: inout [String]
    ) async throws {
        guard try await context.catalog.read({ try $0.accessCommit(of: project.name) }) != commit else { return }
        let bytes = try await source.repository.file("access.yaml", at: commit, limit: 1 << 20)
        var policy = AccessPolicy()
        if let bytes {
            let decoded = DefinitionReader().access(in: bytes)
            guard let read = decoded.value else {
                let errors = decoded.diagnostics.filter { $0.severity == .error }
                problems += errors.map { "\($0.description) (at \(commit.short)); the access before stays in force" }
                return
            }
            policy = read
        }
        let now = context.now()
        try await context.catalog.write { [policy] transaction in
            guard try transaction.setAccessFile(policy, of: project.name, commit: commit, at: now) else { return }
            try transaction.record(
                .accessChanged, by: "git", at: now, project: project.name, subject: commit.rawValue,
                details: [
                    "people": policy.people.keys.sorted().map(\.rawValue).joined(separator: " "),
                    "groups": policy.groups.sorted { $0.key < $1.key }.map { group, members in
                        "\(group): \(members.sorted().map(\.rawValue).joined(separator: " "))"
                    }.joined(separator: "\n"),
                    "roles": policy.grants.map(\.sentence).joined(separator: "\n"),
                ])
        }
        context.access.forget()
    }
}
