import Foundation
import Gates
import Promotion

/// Everything that a gate decided by, in the form in which it is kept: all that was there, whether or not the gate asked for it, so that
/// other gates can be tried on it later. Predictions are named by their digests, datasets by their versions.
struct EvidenceRecord: Hashable, Codable, Sendable {
    /// A command of a gate, and what became of it.
    struct Command: Hashable, Codable, Sendable {
        /// Where it stood in the gate.
        var path: CheckPath
        var check: CommandCheck
        var outcome: CommandOutcome
    }

    var candidate: ScoredVersion
    var champion: Champion
    /// Of candidate and champion.
    var tables: [LoggedTable]
    var tests: [TestReport]
    var models: ModelEvidence
    var training: [DatasetName: DatasetVersion]
    var evaluation: [DatasetName: DatasetVersion]
    var championTraining: Gathered<[DatasetName: DatasetVersion]>
    var soak: SoakEvidence
    var commands: [Command]
    /// When it was gathered.
    var now: Timestamp

    /// As text that the catalog keeps.
    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// Reads what `text` gave.
    init(text: String) throws {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        self = try decoder.decode(Self.self, from: Data(text.utf8))
    }
}
