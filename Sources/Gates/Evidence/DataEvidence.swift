package import Promotion

/// The dataset versions behind candidate and champion.
package struct DataEvidence: Hashable, Sendable {
    /// What the steps read that led to the candidate, from raw data to training.
    package var training: [DatasetName: DatasetFacts]
    /// What the evaluate step read.
    package var evaluation: [DatasetName: DatasetFacts]
    /// What the steps had read that led to the champion.
    package var championTraining: Gathered<[DatasetName: DatasetFacts]>

    package init(
        training: [DatasetName: DatasetFacts] = [:], evaluation: [DatasetName: DatasetFacts] = [:],
        championTraining: Gathered<[DatasetName: DatasetFacts]> = .missing(
            reason: "nothing is known of the data that the champion was trained on")
    ) {
        self.training = training
        self.evaluation = evaluation
        self.championTraining = championTraining
    }
}

/// A dataset version as far as a gate looks at it.
package struct DatasetFacts: Hashable, Sendable {
    /// A column, in the words of its source.
    package struct Column: Hashable, Sendable {
        package var name: String
        package var type: String

        package init(name: String, type: String) {
            self.name = name
            self.type = type
        }
    }

    /// Its age is taken from `timestamp` and its rows from `rowCount`.
    package var version: DatasetVersion
    /// nil if the source has no schema.
    package var columns: [Column]?
    /// What tells its data files apart, such as their digests; nil if they are not known.
    package var files: Set<String>?
    /// Why rows, columns or files are not known, as far as anybody can say.
    package var rowsUnknown: String?
    package var columnsUnknown: String?
    package var filesUnknown: String?

    package init(version: DatasetVersion, columns: [Column]? = nil, files: Set<String>? = nil) {
        self.version = version
        self.columns = columns
        self.files = files
    }
}
