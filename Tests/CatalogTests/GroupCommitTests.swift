import Dispatch
import Foundation
import Glibc
import Promotion
import Synchronization
import Testing

@testable import Catalog

@Suite("Writes that wait for each other")
struct GroupCommitTests {
    private struct Refused: Error {}

    /// How many rows each write saw, in its own transaction and from outside.
    private final class Seen: Sendable {
        let counts = Mutex<[(inside: Int, outside: Int)]>([])
    }

    private static func opened(_ file: TemporaryCatalog) async throws -> Catalog {
        let catalog = try await file.open()
        try await catalog.write { try $0.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY)") }
        return catalog
    }

    private static func count(_ transaction: CatalogTransaction) throws -> Int {
        try transaction.value("SELECT COUNT(*) FROM notes") ?? 0
    }

    @Test func oneThatThrowsUndoesNothingOfTheOthers() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await Self.opened(file)
        let stored = try await withThrowingTaskGroup(of: Int?.self) { group in
            for id in 0..<300 {
                group.addTask {
                    do {
                        return try await catalog.write { transaction in
                            try transaction.execute("INSERT INTO notes VALUES (\(id))")
                            if id % 3 == 0 { throw Refused() }
                            return id
                        }
                    } catch is Refused {
                        return nil
                    }
                }
            }
            return try await group.reduce(into: Set<Int>()) { stored, id in
                if let id { stored.insert(id) }
            }
        }
        #expect(stored == Set((0..<300).filter { $0 % 3 != 0 }))
        let kept = try await catalog.read { try $0.rows("SELECT id FROM notes").map { row -> Int in try row[0] } }
        #expect(Set(kept) == stored)
    }

    /// Something that a write holds.
    private final class Held: Sendable {
        func use(_ transaction: CatalogTransaction, isRefused: Bool) throws {
            if isRefused { throw Refused() }
        }
    }

    /// Whether what a write held is there no more once it is told.
    private static func isLetGo(by catalog: Catalog, isRefused: Bool) async throws -> Bool {
        func write() async throws -> () -> Held? {
            let held = Held()
            do { try await catalog.write { try held.use($0, isRefused: isRefused) } } catch is Refused {}
            return { [weak held] in held }
        }
        let look = try await write()
        return look() == nil
    }

    @Test("what a write holds is let go before it is told, whether it was stored or threw")
    func holdsNothing() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await Self.opened(file)
        let kept = try await withThrowingTaskGroup(of: Int.self) { group in
            for writer in 0..<64 {
                group.addTask {
                    var kept = 0
                    for round in 0..<50 where try await !Self.isLetGo(by: catalog, isRefused: (writer + round) % 5 == 0)
                    {
                        kept += 1
                    }
                    return kept
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(kept == 0)
    }

    @Test func theyAreStoredByOneCommit() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await Self.opened(file)
        // How many have come to wait cannot be seen from outside: on a busy machine the first rounds may find too few.
        for round in 1...30 {
            let seen = try await Self.counts(of: 10, in: catalog, waiting: .milliseconds(20 * round))
            #expect(seen.map(\.inside) == Array(10 * (round - 1) + 1...10 * round))
            #expect(try catalog.lookUp(Self.count) == 10 * round)
            // What came before in the group is there for the writer, and for nobody else until all of it is durable.
            if seen.filter({ $0.outside == 10 * (round - 1) }).count > 1 { return }
        }
        Issue.record("no two of the writes that waited were in one transaction")
    }

    /// What each of `count` writes sees that come while another one keeps the writer busy.
    private static func counts(
        of count: Int, in catalog: Catalog, waiting time: Duration
    ) async throws -> [(inside: Int, outside: Int)] {
        let hold = DispatchSemaphore(value: 0)
        async let first: Void = catalog.write { _ in hold.wait() }
        let seen = Seen()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count {
                group.addTask {
                    try await catalog.write { transaction in
                        try transaction.execute("INSERT INTO notes DEFAULT VALUES")
                        let counts = (try Self.count(transaction), try catalog.lookUp(Self.count))
                        seen.counts.withLock { $0.append(counts) }
                    }
                }
            }
            try await Task.sleep(for: time)
            hold.signal()
            try await group.waitForAll()
        }
        _ = try await first
        return seen.counts.withLock { $0 }
    }

    @Test func afterAnErrorOfTheWholeTransactionTheNextWriteWorks() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await Self.opened(file)
        await #expect(throws: (any Error).self) {
            // As a full disk does: the transaction is gone, and the savepoint with it.
            try await catalog.write { transaction in
                try transaction.execute("INSERT INTO notes VALUES (1)")
                try transaction.execute("ROLLBACK")
                throw Refused()
            }
        }
        try await catalog.write { try $0.execute("INSERT INTO notes VALUES (2)") }
        #expect(try catalog.lookUp(Self.count) == 1)
    }

    @Test func aLookUpSeesWhatWasStoredAndCannotWrite() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await Self.opened(file)
        for id in 1...20 {
            try await catalog.write { try $0.execute("INSERT INTO notes VALUES (\(id))") }
            #expect(try catalog.lookUp(Self.count) == id)
        }
        let error = #expect(throws: CatalogError.self) {
            try catalog.lookUp { try $0.execute("DELETE FROM notes") }
        }
        #expect(error?.code == .readOnly)
        #expect(throws: Refused.self) { try catalog.lookUp { _ in throw Refused() } }
        #expect(try catalog.lookUp(Self.count) == 20)
    }

    @Test func aWriteIsDoneOnTheAskingThreadOnlyIfItIsSmall() async throws {
        // In memory, where commits are quick whatever the disk is busy with.
        let file = try TemporaryCatalog(in: URL(filePath: "/dev/shm"))
        let catalog = try await Self.opened(file)
        let thread = OneThread()
        defer { thread.end() }
        try await withTaskExecutorPreference(thread) {
            // Not all small ones: the commits of the migrations were longer.
            var places: [Bool: Set<Bool>] = [:]
            for round in 0..<400 {
                let isSmall = round < 200
                let isHere = try await catalog.write(isSmall: isSmall) { transaction in
                    try transaction.execute("INSERT INTO notes DEFAULT VALUES")
                    return thread.isCurrent
                }
                places[isSmall, default: []].insert(isHere)
            }
            #expect(places[false] == [false])
            #expect(places[true]?.contains(true) == true)
        }
    }

    @Test func closingWaitsForReadsAndRefusesThoseThatComeLater() async throws {
        for _ in 0..<8 {
            let file = try TemporaryCatalog()
            let catalog = try await Self.opened(file)
            let ends = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        do {
                            for _ in 0..<200 {
                                // The text follows from a request, so the statement is of those that are kept.
                                let sql = SQL("SELECT COUNT(*) FROM notes WHERE id > \(number)").preparedOnce
                                let read: @Sendable (CatalogTransaction) throws -> Int? = { try $0.value(sql) }
                                _ = try await number % 2 == 0 ? catalog.read(read) : catalog.lookUp(read)
                            }
                            return true
                        } catch is CatalogError {
                            return false
                        }
                    }
                }
                try await Task.sleep(for: .milliseconds(2))
                try catalog.close()
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(ends.count == 16)
            await #expect(throws: CatalogError.self) { try await catalog.read(Self.count) }
            #expect(throws: CatalogError.self) { try catalog.lookUp(Self.count) }
            await #expect(throws: CatalogError.self) { try await catalog.write { _ = try Self.count($0) } }
            // All connections were closed in order: the last one empties the log and removes it.
            #expect(!FileManager.default.fileExists(atPath: file.path + "-wal"))
        }
    }
}

/// Runs tasks on a thread of its own.
private final class OneThread: TaskExecutor {
    private let waiting = Mutex<[UnownedJob]>([])
    private let news = DispatchSemaphore(value: 0)
    private let thread = Mutex<pthread_t?>(nil)

    init() {
        Thread.detachNewThread { [self] in
            thread.withLock { $0 = pthread_self() }
            while true {
                news.wait()
                let job = waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
                if let job { job.runSynchronously(on: asUnownedTaskExecutor()) } else { return }
            }
        }
    }

    var isCurrent: Bool { thread.withLock { $0 == pthread_self() } }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        waiting.withLock { $0.append(job) }
        news.signal()
    }

    /// Nothing may run on it any more.
    func end() { news.signal() }
}
