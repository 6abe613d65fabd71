import Artifacts
import Catalog
import Git
import Promotion

extension RunDriver {
    /// Finds the version that the run proposes, keeps the digest of its files, and looks up whom it has to beat.
    func selectCandidate(of run: RunRecord) async throws {
        guard let definitions = run.pinned else { throw EngineError(.broken, "run \(id) has nothing pinned") }
        let model = definitions.pipeline.model
        if run.state.strategy == .deployModel { try await copyProposal(for: run, definitions) }
        let found = try await context.catalog.read { transaction -> (version: Int, digest: Digest)? in
            guard let version = try transaction.candidates(of: run, model: model).last,
                let files = try ModelFiles(of: version, in: transaction)
            else { return nil }
            return (Int(version.version), files.digest)
        }
        guard let found else {
            let reason = try await missingCandidate(of: run, model)
            try await apply { $0.candidateMissing(.init(.failed, reason)) }
            return
        }
        let block = try await context.catalog.read { transaction in
            try transaction.block(
                of: found.version, model: model, artifacts: found.digest, project: run.project,
                environment: run.environment)
        }
        if let block {
            let reason =
                "version \(found.version) has files that \(block.by) blocked in '\(run.environment)': \(block.reason)"
            try await apply { $0.candidateMissing(.init(.failed, reason)) }
            return
        }
        let champion = try await context.catalog.read { try $0.champion(of: model, in: run.workspace) }
        try await apply { state in
            state.candidateSelected(found.version, champion: champion)
        } storing: { [id] transaction, _ in
            try transaction.setCandidateDigest(found.digest, of: id)
        }
    }

    private func missingCandidate(of run: RunRecord, _ model: ModelName) async throws -> String {
        if run.state.strategy == .deployModel {
            return "there is no version of '\(model)' to carry along any more; 'sluice plan' says what is missing"
        }
        let registered = try await context.catalog.read { try $0.modelVersions(registeredBy: run.id) }
        guard let other = registered.last else {
            return "the train step registered no version of '\(model)'; give log_model registered_model_name="
                + "os.environ[\"SLUICE_MODEL\"]"
        }
        return other.name == model.rawValue
            ? "version \(other.version) of '\(model)' has no files; log the model before it is registered"
            : "the train step registered \(other.name.quotedForMessage), and the pipeline's model is '\(model)'"
    }

    /// Under `deploy-model`: registers the version of the environment below in this workspace. No bytes move, and every digest is
    /// checked first. Does nothing if this run has done it before.
    private func copyProposal(for run: RunRecord, _ definitions: PinnedDefinitions) async throws {
        let model = definitions.pipeline.model
        guard let below = definitions.policy.promotesFrom else { return }
        let known = try await context.catalog.read { transaction in
            (try transaction.candidates(of: run, model: model).last, try transaction.project(run.project))
        }
        guard known.0 == nil, let project = known.1 else { return }
        let source = try ProjectSource(project, home: context.home)
        let proposals = ProposalFinder(catalog: context.catalog, repository: source.repository)
        guard
            let proposal = try await proposals.find(
                project: run.project, below: below, tip: run.commit.id, tree: run.commit.tree)
        else { return }
        let origin = ModelOrigin(
            workspace: WorkspaceName(project: run.project, environment: below), model: proposal.model,
            version: proposal.version)
        let files = try await context.catalog.read { transaction -> ModelFiles? in
            guard
                let version = try transaction.modelVersion(
                    Int64(origin.version), of: origin.model.rawValue, in: origin.workspace)
            else { return nil }
            return try ModelFiles(of: version, in: transaction)
        }
        guard let files else { return }
        do {
            try await files.verify(in: context.artifacts)
        } catch {
            try await apply { state in
                state.candidateMissing(.init(.failed, "version \(origin.version) of '\(below)' is damaged: \(error)"))
            }
            return
        }
        let now = context.now()
        try await context.catalog.write { transaction in
            try transaction.copyModelVersion(origin, for: run, experiment: definitions.pipeline.name, at: now)
        }
    }
}

extension CatalogTransaction {
    /// The champion's version number, or nil.
    func champion(of model: ModelName, in workspace: WorkspaceName) throws(CatalogError) -> Int? {
        try version(ofAlias: ModelAlias.champion, of: model.rawValue, in: workspace).map(Int.init)
    }
}
