internal import Promotion

extension CatalogTransaction {
    /// A run with all that was logged to it.
    package func details(of run: MLflowRun) throws(CatalogError) -> MLflowRunDetails {
        let logged = try LoggedData(self)
        var details = MLflowRunDetails(run: run)
        try logged.forEachMetric(ofRun: run.id) { details.metrics.append(Metric($0)) }
        try logged.forEachParam(ofRun: run.id) { details.params.append(Entry($0)) }
        try logged.forEachTag(ofRun: run.id) { details.tags.append(Entry($0)) }
        details.datasets = try logged.datasets(ofRun: run.id)
        (details.modelInputs, details.modelOutputs) = try logged.models(ofRun: run.id)
        return details
    }
}

extension Metric {
    /// A copy of a row.
    fileprivate init(_ metric: LoggedMetric) {
        self.init(
            key: metric.key.string, value: metric.value, timestamp: Timestamp(milliseconds: metric.timestamp),
            step: metric.step)
        modelID = metric.modelID.string
        datasetName = metric.datasetName.string
        datasetDigest = metric.datasetDigest.string
    }
}

extension Entry {
    /// A copy of a row.
    fileprivate init(_ entry: LoggedEntry) { self.init(key: entry.key.string, value: entry.value.string) }
}
