import Foundation
import Gates

/// The cases that Reference/cases.py wrote.
struct ReferenceCases: Decodable {
    struct Models<Value: Decodable>: Decodable {
        let labels: [Value]
        let candidate: [Value]
        let champion: [Value]
        let ofCandidate: [String: Double]
        let ofChampion: [String: Double]
        let delong: [String: Double]?
    }

    struct BootstrapCase: Decodable {
        let metric: String
        let method: String
        /// Whether it is the candidate's value, and not its gain; with the sign turned where lower is better.
        let isAlone: Bool?
        let lower: [Double]
        let upper: [Double]
    }

    struct McNemarCase: Decodable {
        let b: Int
        let c: Int
        let exact: Double
        let oneSided: Double
        let statistic: Double
        let corrected: Double
    }

    /// Rows of a file of predictions, and what a gate must find in them. Pairs are candidate and champion.
    struct GateCase: Decodable {
        struct Slice: Decodable {
            let name: String
            let rows: Int
            let f1: [Double]
            let mcnemarAdjusted: Double
            let delongAdjusted: Double
            let limits: [Double]
            let value: [Double]
            let gainAdjusted: Double
            let gainLimits: [Double]
            let floorAdjusted: Double
            let floorLimits: [Double]
            let reachAdjusted: Double
            let reachLimits: [Double]
        }

        let regions: [String]
        let labels: [Int]
        let margin: [Double]
        let scores: [String: [Double]]
        let predictions: [String: [Int]]
        let value: [Double]
        let slices: [Slice]
    }

    /// What Hall's transformation of t says of some values.
    struct MeanCase: Decodable {
        let values: [Double]
        let least: Double
        let skewness: Double
        let pValue: Double
        /// With 95 % and, above, the same.
        let limits: [Double]
    }

    let gate: GateCase
    let means: [MeanCase]
    let student: [[Double]]
    let studentQuantile: [[Double]]
    let classes: [Models<Int>]
    let scores: [Models<Double>]
    let numbers: [Models<Double>]
    let bootstrap: [BootstrapCase]
    let mcnemar: [McNemarCase]
    let normal: [[Double]]
    let quantile: [[Double]]
    let logGamma: [[Double]]
    let binomial: [[Double]]

    static func read() throws -> ReferenceCases {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Reference/cases.json")
        return try JSONDecoder().decode(ReferenceCases.self, from: Data(contentsOf: file))
    }
}

extension ReferenceCases.Models<Int> {
    var evidence: PairedEvidence {
        get throws {
            let columns = [labels, candidate, champion].map { CategoryColumn($0.map { "\($0)" }) }
            return .classes(
                try ClassPairs(labels: columns[0], candidate: columns[1], champion: columns[2], source: "case").cells)
        }
    }
}

extension ReferenceCases.Models<Double> {
    var pairs: ScorePairs {
        ScorePairs(positive: labels.map { $0 == 1 }, candidate: candidate, champion: champion)
    }

    var numberEvidence: PairedEvidence { .numbers(labels: labels, candidate: candidate, champion: champion) }
}

/// Whether two numbers differ by at most `tolerance`, relative to the larger of 1 and the expected one.
func agree(_ value: Double?, _ expected: Double, tolerance: Double = 1e-9) -> Bool {
    guard let value else { return false }
    return abs(value - expected) <= tolerance * max(1, abs(expected))
}

/// Whether they differ by at most `tolerance` relative to the expected one.
func agreeRelatively(_ value: Double, _ expected: Double, _ tolerance: Double) -> Bool {
    value == expected || abs(value - expected) <= tolerance * abs(expected)
}
