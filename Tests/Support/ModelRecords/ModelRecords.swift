import Artifacts
package import Catalog
package import Promotion

/// Records of models in the catalog, for tests that need no step to make them.
extension CatalogTransaction {
    /// A version of one file that the run's training registered, with the digest of its files.
    package func insertVersion(
        of file: ArtifactFile, model: ModelName, for run: RunRecord, at now: Timestamp
    ) throws -> (version: Int, digest: Digest) {
        if try !hasRegisteredModel(model.rawValue, in: run.workspace) {
            try createRegisteredModel(model.rawValue, in: run.workspace, description: nil, tags: [], now: now)
        }
        let id = "m-\(run.number)"
        let known = try experiment(named: run.project.rawValue, in: run.workspace)?.id
        let experiment =
            try known ?? createExperiment(named: run.project.rawValue, in: run.workspace, tags: [], now: now)
        let origin = EvidenceOrigin(run: run.id, step: StepName(checked: "train"), attempt: 1, subject: nil)
        try createLoggedModel(
            LoggedModel(
                id: id, workspace: run.workspace, experimentID: experiment, name: "model", modelType: "",
                sourceRunID: "", createdAt: now, origin: origin))
        try recordArtifactFile(file, of: .model(id: id), in: run.workspace, now: now)
        let version = try createModelVersion(
            ModelVersion(
                workspace: run.workspace, name: model.rawValue, description: nil, source: "models:/\(id)",
                artifactURI: "mlflow-artifacts:/0/models/\(id)/artifacts", runID: nil, runLink: nil, modelID: id,
                createdAt: now, origin: origin, tags: []))
        let files = try ArtifactManifest([
            ArtifactManifest.Entry(
                path: try ArtifactPath(validating: file.path),
                object: StoredObject(digest: file.digest, size: file.size))
        ])
        return (Int(version.version), files.digest)
    }

    /// A run with a candidate of one file about which the gate of its environment `policy` decided: one that waits for `approval`, and
    /// without that one that has ended, as the gate's no or because somebody aborted it before its promotion.
    @discardableResult
    package func insertJudgedRun(
        of project: ProjectName, _ policy: Environment, ref: RefName, commit: CommitID, file: ArtifactFile,
        model: ModelName, decision: GateDecision = GateDecision(verdict: .passed, checks: [], champion: nil),
        approval: String? = nil, at now: Timestamp
    ) throws -> RunID {
        let id = try insertRun(
            project: project, environment: policy, ref: ref,
            commit: CommitReport(id: commit, tree: nil, author: nil, committer: nil, subject: "", time: nil),
            state: RunStateMachine(), by: "sluice", at: now)
        let digest = try storePolicy(policy)
        let pipeline = Pipeline(name: model.rawValue, model: model, requirements: nil, steps: [])
        try pinDefinitions(
            PinnedDefinitions(pipeline: pipeline, policy: policy, policyDigest: digest, policyCommit: commit), of: id,
            isolation: "")
        guard let run = try run(id) else { return id }
        let (version, files) = try insertVersion(of: file, model: model, for: run, at: now)
        try insertGateDecision(
            GateReport(decision: decision, candidate: version, time: now, policyDigest: digest), run: run,
            candidateDigest: files)
        var state = RunStateMachine()
        _ = state.begin()
        _ = state.prepared(outline: [], strategy: .deployCode)
        _ = state.candidateSelected(version, champion: nil)
        if decision.verdict.allowsPromotion, approval == nil {
            _ = state.stop(.init(.aborted, "by ana: never mind"))
        } else {
            _ = state.judged(decision, approval: approval)
        }
        try updateRun(id, state: state, at: now)
        try setCandidateDigest(files, of: id)
        return id
    }
}
