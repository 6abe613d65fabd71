import Gates
import Promotion

/// A file of predictions: label, both models' probabilities and classes, and one of 20 segments; 27 bytes a row.
enum Workload {
    static let classes = [
        ColumnRequest("label", .categories), ColumnRequest("candidate", .categories),
        ColumnRequest("champion", .categories),
    ]
    static let probabilities = [
        ColumnRequest("label", .categories), ColumnRequest("p_candidate", .numbers),
        ColumnRequest("p_champion", .numbers),
    ]
    static let slice = ColumnRequest("segment", .categories)
    static let f1 = PairedTest(metric: .f1(.binary(positive: "1")), margin: .maxRelativeDrop(0.01))

    static func csv(rows: Int) -> [UInt8] {
        var random = RandomSource(seed: 2026)
        var bytes = Array("label,candidate,champion,p_candidate,p_champion,segment\n".utf8)
        bytes.reserveCapacity(rows * 28)
        for _ in 0..<rows {
            let isPositive = random.uniform() < 0.3
            let candidate = score(isPositive, noise: 0.55, &random)
            let champion = score(isPositive, noise: 0.6, &random)
            let segment = random.index(below: 20)
            bytes += [digit(isPositive ? 1 : 0), 0x2C, digit(candidate >= 500_000 ? 1 : 0), 0x2C]
            bytes += [digit(champion >= 500_000 ? 1 : 0), 0x2C]
            append(candidate, to: &bytes)
            append(champion, to: &bytes)
            bytes += [UInt8(ascii: "s"), digit(segment / 10), digit(segment % 10), 0x0A]
        }
        return bytes
    }

    /// A probability in millionths.
    private static func score(_ isPositive: Bool, noise: Double, _ random: inout RandomSource) -> Int {
        Int(((isPositive ? 0.7 : 0.3) * (1 - noise) + random.uniform() * noise) * 1_000_000)
    }

    private static func digit(_ value: Int) -> UInt8 { UInt8(ascii: "0") + UInt8(value) }

    private static func append(_ millionths: Int, to bytes: inout [UInt8]) {
        bytes += [UInt8(ascii: "0"), UInt8(ascii: ".")]
        var divisor = 100_000
        while divisor > 0 {
            bytes.append(digit(millionths / divisor % 10))
            divisor /= 10
        }
        bytes.append(0x2C)
    }

    static func pairs(_ table: ObservationTable) throws -> ClassPairs {
        try ClassPairs(
            labels: table.categories("label"), candidate: table.categories("candidate"),
            champion: table.categories("champion"), source: table.source)
    }

    static func scores(_ table: ObservationTable) throws -> ScorePairs {
        let labels = try table.categories("label")
        let positive = UInt32(labels.categories.firstIndex(of: "1") ?? 0)
        return ScorePairs(
            positive: labels.codes.map { $0 == positive }, candidate: try table.numbers("p_candidate"),
            champion: try table.numbers("p_champion"))
    }
}
