package import Promotion

/// A dataset version that a run was given or wrote.
package struct RunDatasetRecord: Hashable, Sendable {
    package var name: DatasetName
    package var version: DatasetVersion
    /// The step that wrote it; nil for what was given.
    package var writtenBy: StepName?
    /// What the version contains, to be kept beside it; nil if nobody looked. Not read back: `datasetContents` has it.
    package var contents: DatasetContents?

    package init(
        name: DatasetName, version: DatasetVersion, writtenBy: StepName? = nil, contents: DatasetContents? = nil
    ) {
        self.name = name
        self.version = version
        self.writtenBy = writtenBy
        self.contents = contents
    }
}

extension CatalogTransaction {
    /// Pins a dataset for a run; what a step wrote replaces what was there before.
    package func setRunDataset(_ dataset: RunDatasetRecord, of run: RunID) throws(CatalogError) {
        let details = try StoredJSON.text(of: dataset.version, in: "details")
        try execute(
            """
            INSERT INTO run_datasets (run, name, written_by, version, digest, location, details)
            VALUES (\(run), \(dataset.name), \(dataset.writtenBy), \(dataset.version.version),
                \(dataset.version.digest), \(dataset.version.location), \(details))
            ON CONFLICT (run, name) DO UPDATE SET written_by = excluded.written_by, version = excluded.version,
                digest = excluded.digest, location = excluded.location, details = excluded.details
            """)
        if let contents = dataset.contents { try storeContents(contents, of: dataset.version.digest) }
    }

    /// The datasets of a run by name.
    package func runDatasets(of run: RunID) throws(CatalogError) -> [RunDatasetRecord] {
        var datasets: [RunDatasetRecord] = []
        for row in try rows("SELECT name, details, written_by FROM run_datasets WHERE run = \(run) ORDER BY name") {
            datasets.append(
                RunDatasetRecord(
                    name: try row[0],
                    version: try StoredJSON.value(DatasetVersion.self, from: try row[1], in: "details"),
                    writtenBy: try row[2]))
        }
        return datasets
    }
}
