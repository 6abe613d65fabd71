import Promotion
import Testing

@testable import Catalog

@Suite("Rows that are stored together")
struct BatchTests {
    private let workspace: WorkspaceName
    private let now = Timestamp(milliseconds: 5)

    init() throws { workspace = try WorkspaceName(validating: "shop-dev") }

    private func run(_ id: String) -> MLflowRun {
        MLflowRun(
            id: id, workspace: workspace, experimentID: 1, name: id, userID: "", status: .running, startTime: nil,
            origin: nil)
    }

    private func opened(_ file: TemporaryCatalog) async throws -> Catalog {
        let catalog = try await file.open()
        let (workspace, now) = (workspace, now)
        _ = try await catalog.write {
            try $0.createExperiment(named: "churn", in: workspace, tags: [], now: now)
        }
        return catalog
    }

    /// Keys come again, two of them are the same letter for Swift and not the same bytes, and some values are NaN.
    private func metrics(_ count: Int, _ random: inout SeededGenerator) -> [Metric] {
        let keys = ["loss", "\u{212B}", "\u{C5}"] + (0..<count).map { "m\($0)" }
        return (0..<count).map { _ in
            Metric(
                key: keys.randomElement(using: &random) ?? "loss",
                value: Int.random(in: 0..<9, using: &random) == 0 ? .nan : Double.random(in: -1...1, using: &random),
                timestamp: Timestamp(milliseconds: Int64.random(in: 0..<3, using: &random)),
                step: Int64.random(in: 0..<3, using: &random))
        }
    }

    @Test(arguments: [1, 3, 4, 5, 15, 16, 21, 63, 64, 65, 149, 1000])
    func aBatchIsStoredAsIfItsMetricsCameOneByOne(_ count: Int) async throws {
        let file = try TemporaryCatalog()
        let catalog = try await opened(file)
        var random = SeededGenerator(seed: UInt64(count))
        let metrics = metrics(count, &random)
        let (together, apart, now) = (run("together"), run("apart"), now)
        try await catalog.write { transaction in
            try transaction.createMLflowRun(together, tags: [], now: now)
            try transaction.createMLflowRun(apart, tags: [], now: now)
            try transaction.logMetrics(metrics, onMLflowRun: together.id)
            for metric in metrics { try transaction.logMetrics([metric], onMLflowRun: apart.id) }
        }
        for table: SQL in ["mlflow_metrics", "mlflow_latest_metrics"] {
            let rows = try await catalog.read { transaction in
                try [together.id, apart.id].map { id in
                    try transaction.rows(
                        """
                        SELECT key, timestamp, step, value, is_nan FROM \(sql: table) WHERE run_id = \(id)
                        ORDER BY 1, 2, 3, 4, 5
                        """
                    ).map(\.values)
                }
            }
            #expect(rows.first?.isEmpty == false)
            #expect(rows.first == rows.last)
        }
    }

    @Test(arguments: [1, 4, 70, 100])
    func paramsThatAreThereAreToldFromNewOnes(_ count: Int) async throws {
        let file = try TemporaryCatalog()
        let catalog = try await opened(file)
        let (run, now) = (run("r"), now)
        let params = (0..<count).map { Entry(key: "p\($0)", value: $0 % 3 == 0 ? "" : "v\($0)") }
        try await catalog.write { transaction in
            try transaction.createMLflowRun(run, tags: [], now: now)
            #expect(try transaction.logParams(params, onMLflowRun: "r") == nil)
            #expect(try transaction.logParams(params, onMLflowRun: "r") == nil)
            let other = params.dropLast() + [Entry(key: "p\(count - 1)", value: "other")]
            let refused = try transaction.logParams(Array(other), onMLflowRun: "r")
            #expect(refused?.refused.value == "other")
            #expect(refused?.stored == params.last?.value)
            let stored = try transaction.rows("SELECT key, value FROM mlflow_params WHERE run_id = 'r'")
            #expect(Set(stored.map(\.values)) == Set(params.map { [.text($0.key), .text($0.value)] }))
        }
    }

    @Test func aNewRunIsAnsweredAsItWouldBeRead() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await opened(file)
        let (run, now) = (run("r"), now)
        let tags = [("b", "1"), ("\u{C5}", "2"), ("a", ""), ("b", "3"), ("\u{212B}", "4"), ("Z", "5")].map {
            Entry(key: $0, value: $1)
        }
        try await catalog.write { transaction in
            let told = try transaction.createMLflowRun(run, tags: tags, now: now)
            let rows = try transaction.rows("SELECT key, value FROM mlflow_run_tags WHERE run_id = 'r' ORDER BY key")
            #expect(told.tags.map { [.text($0.key), .text($0.value)] } == rows.map(\.values))
            #expect(told.tags.map(\.value) == ["5", "", "3", "2", "4"])
            #expect(try transaction.hasUnindexedRuns(moreThan: 0))
        }
    }
}
