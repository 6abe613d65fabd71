/// The migrations of the MLflow half, numbers 1–49.
enum TrackingMigrations {
    static let all: [any Migration.Type] = [
        M0001CreateExperiments.self, M0002CreateMLflowRuns.self, M0003CreateDatasetInputs.self,
        M0004CreateLoggedModels.self, M0005CreateRegisteredModels.self, M0006CreateModelVersions.self,
        M0007CreateArtifactFiles.self, M0008ClusterRunData.self, M0009CreateUnindexedRuns.self,
        M0010CreateSearchIndexes.self, M0011IndexSearchOrders.self,
        M0012CreateWebhooks.self, M0013CreateWebhookOutbox.self, M0014CreateUnreferencedObjects.self,
        M0015CreateModelManifests.self, M0017CreateImports.self, M0018CreateImportMarks.self,
        M0019CreateManifestObjects.self,
    ]
}
