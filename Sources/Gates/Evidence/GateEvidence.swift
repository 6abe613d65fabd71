package import Promotion

/// All that a gate judges by, gathered beforehand: judging reads no file, asks no clock and calls nobody.
package struct GateEvidence: Sendable {
    package var candidate: ScoredVersion
    package var champion: Champion
    /// The tables of predictions, by the artifact's path; those that `GatePolicy.predictionFiles` names.
    package var predictions: [String: PredictionTables]
    /// One for each test step of the run, those that wrote no report included.
    package var tests: [TestReport]
    package var models: ModelEvidence
    package var data: DataEvidence
    package var soak: SoakEvidence
    /// When the gate decides.
    package var now: Timestamp
    /// Of the zone of each window; a zone that is not known is absent.
    package var zones: [String: ZoneOffsets]
    /// What became of the commands that `GatePolicy.commands` names.
    package var commands: [CheckPath: CommandOutcome]

    package init(
        candidate: ScoredVersion, champion: Champion, now: Timestamp, predictions: [String: PredictionTables] = [:],
        tests: [TestReport] = [], models: ModelEvidence = ModelEvidence(), data: DataEvidence = DataEvidence(),
        soak: SoakEvidence = .unknown(reason: "nothing is known of the environment before"),
        zones: [String: ZoneOffsets] = [:], commands: [CheckPath: CommandOutcome] = [:]
    ) {
        self.candidate = candidate
        self.champion = champion
        self.now = now
        self.predictions = predictions
        self.tests = tests
        self.models = models
        self.data = data
        self.soak = soak
        self.zones = zones
        self.commands = commands
    }
}

/// Something that was looked for, or why it was not found.
package enum Gathered<Value: Sendable>: Sendable {
    case found(Value)
    /// `reason` is a clause such as `the evaluate step logged no 'predictions.json'`.
    case missing(reason: String)

    /// The value; nil if it is missing.
    package var value: Value? {
        if case .found(let value) = self { value } else { nil }
    }
}

extension Gathered: Equatable where Value: Equatable {}
extension Gathered: Hashable where Value: Hashable {}
extension Gathered: Codable where Value: Codable {}
