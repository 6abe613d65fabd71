import Dispatch
import Gates
import Promotion

/// Measures the judging of 1,000,000 paired rows from CSV bytes in memory, reading included: F1 alone, F1 with 20 slices, AUC with
/// DeLong's interval. Prints one JSON line for each. The first argument, if there is one, is the number of rows.
@main
enum GatesBenchmark {
    private static let rows = Swift.CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000
    private static let repeats = 15

    static func main() throws {
        let bytes = Workload.csv(rows: rows)
        print("{\"case\":\"file\",\"rows\":\(rows),\"megabytes\":\(Double(bytes.count) / 1e6)}")
        let classes = Workload.classes
        let probabilities = Workload.probabilities
        try measure("read three columns of classes") { "\(try table(bytes, classes).rows)" }
        try measure("read labels and two columns of probabilities") { "\(try table(bytes, probabilities).rows)" }
        try measure("f1, BCa of 10,000 resamples") {
            let pairs = try Workload.pairs(table(bytes, classes))
            return Workload.f1.result(on: .classes(pairs.cells)).verdict.rawValue
        }
        try measure("f1 in 20 slices, BCa of 10,000 resamples each") {
            let table = try table(bytes, classes + [Workload.slice])
            let slices = EvidenceSlice.classes(try Workload.pairs(table), by: try table.categories("segment"))
            return SliceCheck(check: Workload.f1, columns: ["segment"]).result(slices).verdict.rawValue
        }
        try measure("roc auc, DeLong") {
            let pairs = try Workload.scores(table(bytes, probabilities))
            return SignificanceCheck(metric: .rocAUC).result(on: .scores(pairs)).verdict.rawValue
        }
    }

    private static func table(_ bytes: [UInt8], _ columns: [ColumnRequest]) throws -> ObservationTable {
        try CSVReader(source: "predictions.csv").read(bytes, columns: columns)
    }

    private static func measure(_ name: String, _ body: () throws -> String) throws {
        var answer = try body()
        var times: [Double] = []
        for _ in 0..<repeats {
            let start = DispatchTime.now().uptimeNanoseconds
            answer = try body()
            times.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6)
        }
        times.sort()
        let (least, median, p95) = (times[0], times[repeats / 2], times[repeats * 95 / 100])
        print(
            "{\"case\":\"\(name)\",\"answer\":\"\(answer)\",\"least_ms\":\(least),\"median_ms\":\(median),\"p95_ms\":\(p95)}"
        )
    }
}
