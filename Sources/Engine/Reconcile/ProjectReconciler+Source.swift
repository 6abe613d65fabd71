import Catalog
import Definitions
import Git
import Promotion

extension ProjectReconciler {
    /// Observes the refs and, if the protected ref moved, the policy. False if there is no policy to plan by.
    func reconcileSource(_ project: ProjectRecord, problems: inout [String]) async throws -> Bool {
        let source = try source(of: project)
        guard let protected = RefPattern(project.protectedRef.rawValue) else { return false }
        let known = try await context.catalog.read { transaction in
            (try transaction.tips(of: project.name), try transaction.environments(of: project.name))
        }
        let tips = Dictionary(
            known.0.compactMap { tip in tip.commit.map { (tip.ref, $0) } }, uniquingKeysWith: { first, _ in first })
        var environments = known.1.map(\.environment)
        var listing = try await source.listing(matching: [protected] + environments.flatMap(\.branches), known: tips)
        guard let policyCommit = listing.commit(of: project.protectedRef) else {
            problems.append(
                "\(project.protectedRef.shown.quotedForMessage) does not exist in the repository; environments are "
                    + "read from there")
            return false
        }
        try await reconcileAccess(at: policyCommit, source: source, project, problems: &problems)
        if policyCommit != project.policyCommit {
            guard let fresh = try await readPolicy(at: policyCommit, source: source, problems: &problems) else {
                return false
            }
            let changes = try await ruleChanges(from: project.policyCommit, to: policyCommit, source: source)
            let now = context.now()
            try await context.catalog.write { transaction in
                if let changes {
                    try transaction.recordRuleChanges(changes, project: project.name, fresh: fresh, at: now)
                }
                try transaction.replaceEnvironments(
                    of: project.name, with: fresh, policyCommit: policyCommit, at: now)
                for environment in fresh {
                    let workspace = WorkspaceName(project: project.name, environment: environment.name)
                    try transaction.ensureDefaultExperiment(in: workspace, now: now)
                }
            }
            if environments.flatMap(\.branches) != fresh.flatMap(\.branches) {
                listing = try await source.listing(matching: [protected] + fresh.flatMap(\.branches), known: tips)
            }
            environments = fresh
        }
        problems += listing.passedOver.map { "ref \($0.name.quotedForMessage) is left out: it \($0.reason.rawValue)" }
        try await record(listing, over: tips, environments, in: source.repository, project)
        return true
    }

    /// What git says about the change of the rules; nil for the first ones, and where the commits before are gone.
    private func ruleChanges(
        from old: CommitID?, to new: CommitID, source: ProjectSource
    ) async throws(GitError) -> RuleChanges? {
        guard let old else { return nil }
        return try await RuleChanges(from: old, to: new, in: source.repository)
    }

    /// The environments at a commit of the protected ref; nil, with the diagnostics as problems, if they cannot be used. Then nothing new
    /// begins: the policy before may be laxer than the one that was meant.
    private func readPolicy(
        at commit: CommitID, source: ProjectSource, problems: inout [String]
    ) async throws -> [Environment]? {
        var files: [(name: String, bytes: [UInt8])] = []
        for entry in try await source.repository.files(under: "environments", at: commit)
        where entry.name.hasSuffix(".yaml") || entry.name.hasSuffix(".yml") {
            let path = "environments/\(entry.name)"
            if let bytes = try await source.repository.file(path, at: commit, limit: 1 << 20) {
                files.append((path, bytes))
            }
        }
        guard !files.isEmpty else {
            problems.append("commit \(commit.short) of the protected ref has no 'environments/*.yaml'")
            return nil
        }
        let decoded = DefinitionReader().environments(in: files)
        let errors = decoded.diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty, let environments = decoded.value else {
            problems += errors.map { "\($0.description) (at \(commit.short))" }
            return nil
        }
        return environments
    }

    /// Writes down what changed since the last look. A ref that is passed over is not taken for a deleted one.
    private func record(
        _ listing: RefListing, over known: [RefName: CommitID], _ environments: [Environment],
        in repository: GitRepository, _ project: ProjectRecord
    ) async throws {
        var changes: [RefChange] = []
        for tip in listing.tips where known[tip.name] != tip.commit {
            let old = known[tip.name]
            let forced = if let old { try await !isAncestor(old, of: tip.commit, in: repository) } else { false }
            changes.append(RefChange(ref: tip.name, old: old, new: tip.commit, forced: forced))
        }
        let present = Set(listing.tips.map(\.name.rawValue) + listing.passedOver.map(\.name))
        for (ref, commit) in known where !present.contains(ref.rawValue) {
            changes.append(RefChange(ref: ref, old: commit, new: nil, forced: false))
        }
        guard !changes.isEmpty else { return }
        let (seen, now) = (changes.sorted { $0.ref < $1.ref }, context.now())
        try await context.catalog.write { try $0.recordRefChanges(seen, project: project.name, at: now) }
    }

    private func isAncestor(_ old: CommitID, of new: CommitID, in repository: GitRepository) async throws -> Bool {
        do {
            return try await repository.isAncestor(old, of: new)
        } catch let error where error.code == .notFound {
            return false
        }
    }
}
