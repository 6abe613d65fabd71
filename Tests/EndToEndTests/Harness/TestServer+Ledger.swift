import Catalog
import Promotion
import Testing

extension TestServer {
    /// All entries of the ledger, whose chain must be whole. The server must have ended: one process opens a catalog.
    nonisolated func ledger() async throws -> [LedgerEntry] {
        await stop()
        let catalog = try await Catalog.open(home + "/catalog.sqlite") { Timestamp(milliseconds: 0) }
        let (broken, entries) = try await catalog.read { transaction in
            (try transaction.firstBreakInLedger(), try transaction.ledger())
        }
        try catalog.close()
        #expect(broken == nil)
        return entries
    }
}
