import Catalog
import Promotion
import Testing

@Suite("The ledger")
struct LedgerTests {
    private func filled(_ file: TemporaryCatalog) async throws -> Catalog {
        let catalog = try await file.open()
        try await catalog.write { transaction in
            for number in 1...6 {
                try transaction.record(
                    .held, by: "ana", at: Timestamp(milliseconds: Int64(number)),
                    project: number == 3 ? nil : Sample.project, subject: "dev", details: ["reason": "\(number)"])
            }
        }
        return catalog
    }

    @Test func aWholeChainHasNoBreak() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await filled(file)
        #expect(try await catalog.read { try $0.firstBreakInLedger() } == nil)
        #expect(try await catalog.read { try $0.ledger().map(\.sequence) } == [1, 2, 3, 4, 5, 6])
        #expect(try await catalog.read { try $0.ledger(after: 4, limit: 1).map(\.sequence) } == [5])
        let other = try TemporaryCatalog()
        let empty = try await other.open()
        #expect(try await empty.read { try $0.firstBreakInLedger() } == nil)
    }

    private static let changes: [(SQL, Int64)] = [
        ("UPDATE ledger SET recorded_at = recorded_at + 1 WHERE sequence = 4", 4),
        ("UPDATE ledger SET recorded_at = 'long ago' WHERE sequence = 4", 4),
        ("UPDATE ledger SET actor = 'bob' WHERE sequence = 4", 4),
        ("UPDATE ledger SET action = 'promoted' WHERE sequence = 4", 4),
        ("UPDATE ledger SET action = 'unheard-of' WHERE sequence = 4", 4),
        ("UPDATE ledger SET project = 'other' WHERE sequence = 4", 4),
        ("UPDATE ledger SET project = NULL WHERE sequence = 4", 4),
        ("UPDATE ledger SET project = 'NO NAME' WHERE sequence = 4", 4),
        ("UPDATE ledger SET project = '' WHERE sequence >= 3", 3),
        ("UPDATE ledger SET subject = 'prod' WHERE sequence = 4", 4),
        ("UPDATE ledger SET actor = actor || 'd', subject = 'ev' WHERE sequence = 4", 4),
        ("UPDATE ledger SET details = '{}' WHERE sequence = 4", 4),
        ("UPDATE ledger SET previous_hash = hash WHERE sequence = 4", 4),
        ("UPDATE ledger SET hash = previous_hash WHERE sequence = 4", 4),
        ("UPDATE ledger SET hash = 'none' WHERE sequence = 4", 4),
        ("UPDATE ledger SET sequence = 40 WHERE sequence = 4", 5),
        ("UPDATE ledger SET sequence = CASE sequence WHEN 4 THEN -5 ELSE -4 END WHERE sequence IN (4, 5)", -5),
        ("DELETE FROM ledger WHERE sequence = 4", 5),
        ("DELETE FROM ledger WHERE sequence = 1", 2),
        (
            """
            INSERT INTO ledger SELECT 7, recorded_at, actor, action, project, subject, details, previous_hash, hash
            FROM ledger WHERE sequence = 4
            """, 7
        ),
    ]

    @Test(arguments: changes)
    func anyChangeBehindItsBackIsABreak(change: SQL, at sequence: Int64) async throws {
        let file = try TemporaryCatalog()
        let catalog = try await filled(file)
        try await catalog.write { _ = try $0.execute(change) }
        #expect(try await catalog.read { try $0.firstBreakInLedger() } == sequence)
    }

    @Test func anEntryStandsOrFallsWithWhatItRecords() async throws {
        struct Stop: Error {}
        let file = try TemporaryCatalog()
        let catalog = try await filled(file)
        await #expect(throws: Stop.self) {
            try await catalog.write { transaction in
                try transaction.makeRun()
                throw Stop()
            }
        }
        #expect(try await catalog.read { try $0.ledger().count } == 6)
        try await catalog.write { _ = try $0.makeRun() }
        #expect(try await catalog.read { try $0.ledger().last?.action } == .runCreated)
        #expect(try await catalog.read { try $0.firstBreakInLedger() } == nil)
    }
}
