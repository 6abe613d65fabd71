import Catalog
import Foundation
import Glibc
import Promotion
import Synchronization
import Testing

@Suite("Durability")
struct DurabilityTests {
    @Test("R-01: what was acknowledged is there after kill -9")
    func acknowledgedWritesSurviveKill() async throws {
        let file = try TemporaryCatalog()
        let result = await #expect(
            processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]
        ) { [path = file.path as String] in
            let catalog = try await Catalog.open(path) { Timestamp(milliseconds: 1) }
            let acknowledged = Atomic(0)
            for _ in 0..<10_000 {
                let run = try await catalog.write { try $0.makeRun() }
                // Straight to the descriptor: what a buffer holds was told to nobody.
                let line = run.rawValue + "\n"
                _ = line.withCString { write(STDOUT_FILENO, $0, strlen($0)) }
                let count = acknowledged.add(1, ordering: .relaxed).newValue
                // From another thread, so that it strikes in the middle of a later write.
                if count == 100 { Thread.detachNewThread { kill(getpid(), SIGKILL) } }
            }
        }
        let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
        // The line that was cut off, if one was, was not told.
        let told = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().filter {
            $0.hasPrefix("churn-")
        }
        #expect(told.count >= 100)
        let catalog = try await file.open()
        let kept = try await catalog.read { try $0.runs(of: Sample.project, limit: 20_000) }
        #expect(Set(told.map(String.init)).isSubset(of: kept.map(\.id.rawValue)))
        #expect(kept.count - told.count <= 1)
        // With each run its entry in the ledger, and without it none.
        #expect(try await catalog.read { try $0.ledger(limit: 20_000).count } == kept.count)
        #expect(try await catalog.read { try $0.firstBreakInLedger() } == nil)
    }
}
