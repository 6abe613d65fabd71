import Gates
import Promotion

/// A gate's check from the two files that the evaluations of candidate and champion logged, as the server judges: `label`, `prediction`,
/// `score` and `segment` in each.
enum WholeGate {
    /// What each check is called, and the gate.
    static let cases: [(name: String, policy: GatePolicy)] = [
        ("gate of two files: f1", policy(.f1)),
        ("gate of two files: f1 in 20 slices", policy(.f1, slices: SliceRule(columns: ["segment"]))),
        ("gate of two files: roc auc", policy(.rocAUC)),
    ]

    private static func policy(_ metric: SignificanceMetric, slices: SliceRule? = nil) -> GatePolicy {
        let check = SignificanceCheck(
            metric: metric, margin: .maxRelativeDrop(0.01), slices: slices,
            predictions: PredictionSource(file: "predictions.csv"))
        return GatePolicy(checks: [GateCheck(.significance(check))])
    }

    /// What the gate decides about the files at `path` with the ending of each side.
    static func decide(_ policy: GatePolicy, _ path: String) throws -> String {
        let files = try Side.allCases.map { side in
            PredictionFile(source: "predictions.csv", format: .csv, bytes: try FileBytes.read(path + side.rawValue))
        }
        let dataset = DatasetVersion(
            version: "1", digest: Digest(checked: String(repeating: "0", count: 64)), location: "holdout.csv",
            binding: .files(path: "holdout.csv"), timestamp: nil, schema: nil, fileCount: 1, byteCount: 1, rowCount: nil
        )
        let scores = Scores(metrics: [:], datasets: [DatasetName(checked: "holdout"): dataset])
        let evidence = GateEvidence(
            candidate: ScoredVersion(version: 2, scores: scores),
            champion: .scored(ScoredVersion(version: 1, scores: scores)), now: Timestamp(milliseconds: 0),
            predictions: ["predictions.csv": PredictionTables(candidate: .found(files[0]), champion: .found(files[1]))])
        return Gate.decide(policy: policy, evidence: evidence).verdict.rawValue
    }

    /// Whose predictions a file has.
    enum Side: String, CaseIterable {
        case candidate = ".candidate"
        case champion = ".champion"
    }

    /// One side's columns of the file that both are in.
    static func rows(of side: Side, from bytes: [UInt8]) -> [UInt8] {
        let places = side == .candidate ? (0, 1, 3, 5) : (0, 2, 4, 5)
        var rows = Array("label,prediction,score,segment\n".utf8)
        rows.reserveCapacity(bytes.count)
        for line in bytes.split(separator: 0x0A).dropFirst() {
            let fields = line.split(separator: 0x2C)
            for (index, place) in [places.0, places.1, places.2, places.3].enumerated() {
                if index > 0 { rows.append(0x2C) }
                rows += fields[place]
            }
            rows.append(0x0A)
        }
        return rows
    }
}
