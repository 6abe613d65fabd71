import Gates
import Testing

@Suite struct PairedTablesTests {
    private func table(_ name: String, _ ids: [String], _ labels: [Double], _ scores: [Double]) -> ObservationTable {
        ObservationTable(
            source: name, rows: ids.count,
            columns: ["id": .categories(CategoryColumn(ids)), "y": .numbers(labels), "p": .numbers(scores)])
    }

    @Test func `rows are paired by key whatever their order`() throws {
        let pairs = try PairedTables(
            candidate: table("new.csv", ["a", "b", "c"], [1, 0, 1], [0.1, 0.2, 0.3]),
            champion: table("old.csv", ["c", "a", "b"], [1, 1, 0], [0.9, 0.7, 0.8]), key: "id", labels: "y")
        #expect(try pairs.championNumbers("p") == [0.7, 0.8, 0.9])
        #expect(try pairs.championCategories("id").codes == [1, 2, 0])
    }

    struct Mismatch: Sendable {
        let ids: [String]
        let labels: [Double]
        var key: String?
        let message: String
    }

    static let mismatches: [Mismatch] = [
        Mismatch(
            ids: ["a", "b"], labels: [1, 0],
            message: "'new.csv': has 3 rows and 'old.csv' has 2: name a key column, or score both on the same rows"),
        Mismatch(
            ids: ["a", "b", "d"], labels: [1, 0, 1], key: "id",
            message:
                "'new.csv', row 3, column 'id': 'c' is not in 'old.csv', as are 1 of 3 keys: score both on the same rows"
        ),
        Mismatch(
            ids: ["a", "a", "b"], labels: [1, 0, 1], key: "id",
            message: "'old.csv', row 2, column 'id': 'a' is in row 1 already: a key names one row"),
        Mismatch(
            ids: ["a", "b", "c", "d"], labels: [1, 0, 1, 1], key: "id",
            message: "'old.csv', column 'id': has 1 keys that are not in 'new.csv': score both on the same rows"),
        Mismatch(
            ids: ["a", "b", "c"], labels: [1, 1, 1],
            message: "'new.csv', row 2, column 'y': is not what 'old.csv' has in row 2: the rows do not belong together"
        ),
    ]

    @Test(arguments: mismatches)
    func `rows that do not belong together are refused`(_ mismatch: Mismatch) {
        let champion = table("old.csv", mismatch.ids, mismatch.labels, mismatch.labels)
        #expect {
            try PairedTables(
                candidate: table("new.csv", ["a", "b", "c"], [1, 0, 1], [0.1, 0.2, 0.3]), champion: champion,
                key: mismatch.key, labels: "y")
        } throws: {
            "\($0)" == mismatch.message
        }
    }
}
