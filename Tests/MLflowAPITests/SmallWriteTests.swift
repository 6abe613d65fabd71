import Testing

@testable import MLflowAPI

@Suite("Which writes are small")
struct SmallWriteTests {
    @Test func theElementsOfAllListsCount() {
        let entry = JSON.object([JSON.Member(key: "key", value: .string("a"))])
        func request(_ metrics: Int, _ params: Int) -> JSON {
            .object([
                JSON.Member(key: "run_id", value: .string("r")),
                JSON.Member(key: "metrics", value: .array(Array(repeating: entry, count: metrics))),
                JSON.Member(key: "params", value: .array(Array(repeating: entry, count: params))),
            ])
        }
        #expect(request(0, 0).entryCount == 0)
        #expect(request(100, 20).entryCount == 120)
        #expect(JSON.null.entryCount == 0)
    }

    /// Those that may write more rows than the request has entries: runs of an experiment, versions of a model, files of a manifest.
    @Test func whatMayWriteManyRowsIsNotByKey() {
        let many: Set = [
            "experiments/delete", "experiments/restore", "model-versions/create", "model-versions/delete",
            "registered-models/delete", "registered-models/rename", "runs/log-model",
        ]
        let operations = Operation.all.filter { many.contains($0.path) }
        #expect(Set(operations.map(\.path)) == many)
        #expect(operations.filter(\.isByKey).map(\.path) == [])
    }
}
