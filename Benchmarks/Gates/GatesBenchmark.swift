import Dispatch
import Gates
import Glibc
import Promotion

/// Measures the judging of 1,000,000 paired rows from a CSV file, reading included: F1 alone, F1 with 20 slices, AUC with DeLong's
/// interval. Prints one JSON line for each.
///
///     gates-benchmark FILE [--write ROWS]
///
/// With `--write` the file is made first, and nothing is measured.
@main
enum GatesBenchmark {
    private static let repeats = 15

    static func main() throws {
        let arguments = Array(Swift.CommandLine.arguments.dropFirst())
        guard let path = arguments.first else {
            print("usage: gates-benchmark FILE [--write ROWS]")
            exit(2)
        }
        if arguments.count == 3, arguments[1] == "--write", let rows = Int(arguments[2]) {
            let bytes = Workload.csv(rows: rows)
            try FileBytes.write(bytes, to: path)
            for side in WholeGate.Side.allCases {
                try FileBytes.write(WholeGate.rows(of: side, from: bytes), to: path + side.rawValue)
            }
        } else {
            try measureAll(path)
        }
    }

    private static func measureAll(_ path: String) throws {
        let classes = Workload.classes
        let probabilities = Workload.probabilities
        try measure("read three columns of classes") { "\(try table(path, classes).rows)" }
        try measure("read labels and two columns of probabilities") { "\(try table(path, probabilities).rows)" }
        try measure("f1, BCa of 10,000 resamples") {
            let pairs = try Workload.pairs(table(path, classes))
            return Workload.f1.result(on: .classes(pairs.cells)).verdict.rawValue
        }
        try measure("f1 in 20 slices, BCa of 10,000 resamples each") {
            let table = try table(path, classes + [Workload.slice])
            let slices = EvidenceSlice.classes(try Workload.pairs(table), by: try table.categories("segment"))
            return SlicedTest(check: Workload.f1, columns: ["segment"]).result(slices).verdict.rawValue
        }
        try measure("roc auc, DeLong") {
            let pairs = try Workload.scores(table(path, probabilities))
            return PairedTest(metric: .rocAUC).result(on: .scores(pairs)).verdict.rawValue
        }
        for (name, policy) in WholeGate.cases { try measure(name) { try WholeGate.decide(policy, path) } }
    }

    private static func table(_ path: String, _ columns: [ColumnRequest]) throws -> ObservationTable {
        try CSVReader(source: "predictions.csv").read(FileBytes.read(path), columns: columns)
    }

    private static func measure(_ name: String, _ body: () throws -> String) throws {
        var answer = try body()
        var times: [Double] = []
        for _ in 0..<repeats {
            let start = DispatchTime.now().uptimeNanoseconds
            answer = try body()
            times.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6)
        }
        let shown = times.map { "\($0)" }.joined(separator: ",")
        print("{\"case\":\"\(name)\",\"answer\":\"\(answer)\",\"times_ms\":[\(shown)]}")
    }
}
