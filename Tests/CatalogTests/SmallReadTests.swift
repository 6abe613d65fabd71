import Synchronization
import Testing

@testable import Catalog

@Suite("Reads on the caller's thread")
struct SmallReadTests {
    private static let much: SQL = """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT COUNT(*) FROM n
        """

    /// Runs `body` in a read, and gives what it gives with the number of times that it was begun.
    private func counting<Result: Sendable>(
        _ catalog: Catalog, _ body: @escaping @Sendable (CatalogTransaction) throws -> Result
    ) async throws -> (result: Result, times: Int) {
        let counter = Counter()
        let result = try await catalog.read { transaction in
            counter.add()
            return try body(transaction)
        }
        return (result, counter.count)
    }

    private final class Counter: Sendable {
        private let value = Mutex(0)
        var count: Int { value.withLock { $0 } }
        func add() { value.withLock { $0 += 1 } }
    }

    @Test func whatIsSmallIsReadOnceAndWhatIsMoreIsBegunAnew() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let small = try await counting(catalog) { try $0.value("SELECT 7") as Int? }
        #expect(small.result == 7 && small.times == 1)
        for _ in 0..<3 {
            let large = try await counting(catalog) { try $0.value(Self.much) as Int? }
            #expect(large.result == 200_000 && large.times == 2)
        }
        // The connection that gave up is as good as before.
        let after = try await counting(catalog) { try $0.value("SELECT 8") as Int? }
        #expect(after.result == 8 && after.times == 1)
    }

    @Test func manySmallStatementsAreMuchTogether() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let (sum, times) = try await counting(catalog) { transaction in
            var sum = 0
            for number in 0..<20_000 { sum += try transaction.value("SELECT 1 WHERE \(number) >= 0") ?? 0 }
            return sum
        }
        #expect(sum == 20_000 && times == 2)
    }

    @Test func longTextsCount() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        try await catalog.write { transaction in
            let text = String(repeating: "ä", count: 50_000)
            for number in 0..<100 {
                _ = try transaction.logParams([Entry(key: "\(number)", value: text)], onMLflowRun: "r")
            }
        }
        let (length, times) = try await counting(catalog) { transaction in
            var length = 0
            try LoggedData(transaction).forEachParam(ofRun: "r") { length += $0.value.bytes.count }
            return length
        }
        #expect(length == 10_000_000 && times == 2)
    }

    @Test func anErrorOfWhatIsReadComesBackAtOnce() async throws {
        struct Stop: Error {}
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let counter = Counter()
        await #expect(throws: Stop.self) {
            try await catalog.read { _ in
                counter.add()
                throw Stop()
            }
        }
        #expect(counter.count == 1)
        let error = await #expect(throws: CatalogError.self) {
            try await catalog.read { try $0.rows("SELECT * FROM nowhere") }
        }
        #expect(error?.message.contains("nowhere") == true)
    }

    /// More reads at a time than there are connections for small ones.
    @Test func manyReadersAtATimeAllGetTheirAnswer() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let isLarge = number % 10 == 0
                    let result: Int? = try await catalog.read { try $0.value(isLarge ? Self.much : "SELECT \(number)") }
                    return isLarge ? result == 200_000 ? number : -1 : result ?? -1
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == (0..<200).reduce(0, +))
    }
}
