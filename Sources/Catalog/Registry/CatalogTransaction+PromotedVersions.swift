package import Promotion

/// A version counts as promoted if it is the champion, or if it ever was: a rollback may bring it back, and auditors look at it.
extension CatalogTransaction {
    /// The promoted versions of a model.
    package func promotedVersions(of name: String, in workspace: WorkspaceName) throws(CatalogError) -> [ModelVersion] {
        try promotedVersions(in: workspace, where: "name = \(name)")
    }

    /// The promoted versions that were made from this logged model or this run.
    package func promotedVersions(
        madeFromModel modelID: String?, orRun runID: String?, in workspace: WorkspaceName
    ) throws(CatalogError) -> [ModelVersion] {
        try promotedVersions(in: workspace, where: "(model_id = \(modelID) OR run_id = \(runID))")
    }

    /// The promoted versions that were made from a run or a logged model of this experiment.
    package func promotedVersions(
        madeInExperiment id: Int64, in workspace: WorkspaceName
    ) throws(CatalogError) -> [ModelVersion] {
        try promotedVersions(
            in: workspace,
            where: """
                (run_id IN (SELECT id FROM mlflow_runs WHERE experiment_id = \(id))
                OR model_id IN (SELECT id FROM logged_models WHERE experiment_id = \(id)))
                """)
    }

    /// The pipeline run under whose token the MLflow run was logged, if that run's candidate was promoted: the MLflow run is evidence.
    package func promotedRun(thatLogged id: String, in workspace: WorkspaceName) throws(CatalogError) -> RunID? {
        try promotedRun(in: workspace, where: "r.id = \(id)")
    }

    /// As `promotedRun(thatLogged:in:)`, for any MLflow run of the experiment.
    package func promotedRun(
        loggedInExperiment id: Int64, in workspace: WorkspaceName
    ) throws(CatalogError) -> RunID? {
        try promotedRun(in: workspace, where: "r.experiment_id = \(id)")
    }

    private func promotedRun(in workspace: WorkspaceName, where condition: SQL) throws(CatalogError) -> RunID? {
        try value(
            """
            SELECT p.run FROM promotions p JOIN mlflow_runs r ON r.sluice_run = p.run
            WHERE p.project || '-' || p.environment = \(workspace) AND \(sql: condition) LIMIT 1
            """)
    }

    private func promotedVersions(
        in workspace: WorkspaceName, where condition: SQL
    ) throws(CatalogError) -> [ModelVersion] {
        try modelVersions(
            where: """
                workspace = \(workspace) AND \(sql: condition) AND (\(sql: Self.isChampion) OR EXISTS (
                    SELECT 1 FROM promotions p WHERE p.project || '-' || p.environment = model_versions.workspace
                    AND p.model = model_versions.name AND p.version = model_versions.version))
                """,
            order: "name, version")
    }
}
