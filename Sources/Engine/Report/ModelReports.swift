import Catalog
import Promotion

extension CatalogTransaction {
    /// A model version with the run that brought it, and the figures of its last evaluation.
    func report(of version: ModelVersion) throws -> ModelVersionReport {
        let number = Int(version.version)
        guard let model = ModelName(rawValue: version.name) else {
            throw EngineError(.broken, "model \(version.name.quotedForMessage) has a name that is none")
        }
        let run = try version.origin.flatMap { try self.run($0.run) }
        var metrics: [String: Double] = [:]
        if let run, run.state.candidate == number {
            metrics = try EvaluationScores(of: number, run: run, in: self).numbers
        }
        return ModelVersionReport(
            workspace: version.workspace, model: model, version: number, aliases: version.aliases,
            created: version.createdAt, run: run?.id, commit: run?.commit.id,
            digest: try ModelFiles(of: version, in: self)?.digest, metrics: metrics,
            origin: try origin(of: number, model: model, in: version.workspace), status: version.stage.rawValue,
            imported: try importMark(ofVersion: version.version, of: version.name, in: version.workspace))
    }

    /// The champion of an environment's only model, or of the model that was promoted last.
    func championReport(project: ProjectName, environment: EnvironmentName) throws -> ModelVersionReport? {
        guard let last = try promotions(project: project, environment: environment, limit: 1).first else { return nil }
        let workspace = WorkspaceName(project: project, environment: environment)
        guard let champion = try champion(of: last.model, in: workspace),
            let version = try modelVersion(Int64(champion), of: last.model.rawValue, in: workspace)
        else { return nil }
        return try report(of: version)
    }
}
