internal import GRDB
internal import Synchronization

/// Runs writes one after another, and stores those that wait for each other by one commit: making a commit durable costs the same for
/// one write and for fifty.
///
/// A write that throws undoes nothing of the others: then the whole group is done once more, each write in a savepoint. With savepoints
/// from the start, SQLite would keep a copy of each page that a write changes. A write is told to be done only after the commit that holds
/// it; if that commit fails, all of its writes do.
///
/// While nobody else writes and the disk is quick, a small write is done on the thread that asks for it: to hand it to the writer's
/// thread and to be woken by it takes longer than to store it.
///
/// A write and all that it holds are let go before anybody is told: what ends with the last reference to it, and closes the catalog, must
/// not do so on the writer's thread.
final class GroupCommit: Sendable {
    /// Wakes the one who waits for a write.
    fileprivate typealias Tell = @Sendable () -> Void

    /// One write that waits for its turn.
    fileprivate struct Job: Sendable {
        /// Does the work, a second time if its first transaction is undone, and gives what tells the one who waits that it is stored.
        let body: @Sendable (CatalogTransaction) throws -> Tell
        let fail: @Sendable (any Error) -> Void
    }

    fileprivate struct State {
        var waiting: [Job] = []
        var isRunning = false
        var submitted = 0
        /// So many of the next writes go to the writer's thread, because one came while another was stored.
        var crowd = 0
        /// How long commits take, smoothed.
        var commit = Duration.zero
    }

    /// Where a write is done.
    fileprivate enum Place {
        case here
        case writersThread
        /// By whoever stores one now.
        case group
    }

    /// Bounds how long the first of a group waits for the last.
    private static let largestGroup = 64
    /// A thread that serves others may be held up so long by a commit, and no longer.
    fileprivate static let quickCommit = Duration.microseconds(500)
    fileprivate static let longestCrowd = 64

    private let pool: DatabasePool
    private let statements: RequestStatements
    private let state = Mutex(State())

    init(pool: DatabasePool, statements: RequestStatements) {
        self.pool = pool
        self.statements = statements
    }

    /// How many writes there were since the catalog was opened.
    var count: Int { state.withLock { $0.submitted } }

    /// Runs `body` in its turn, and returns when what it did is stored. `isSmall` says that it is a matter of microseconds.
    func write<Result: Sendable>(
        isSmall: Bool, _ body: @Sendable @escaping (CatalogTransaction) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let job = Job(
                body: { transaction in
                    let result = try body(transaction)
                    return { continuation.resume(returning: result) }
                },
                fail: { continuation.resume(throwing: $0) })
            submit(job, isSmall: isSmall)
        }
    }

    private func submit(_ job: Job, isSmall: Bool) {
        switch state.withLock({ $0.place(for: job, isSmall: isSmall) }) {
        case .group: return
        case .writersThread: storeOnWritersThread()
        case .here:
            let told = pool.writeWithoutTransaction { database in next().map { store($0, database) } ?? [] }
            // Those that came meanwhile.
            storeOnWritersThread()
            for tell in told { tell() }
        }
    }

    private func storeOnWritersThread() {
        guard
            state.withLock({ state in
                state.isRunning = !state.waiting.isEmpty
                return state.isRunning
            })
        else { return }
        pool.asyncWriteWithoutTransaction { [self] database in
            var group = next()
            while group != nil {
                let told = group.map { store($0, database) } ?? []
                // Who is told may write again at once, and alone: that is no crowd. It also lets go of the writes that are stored.
                group = next()
                for tell in told { tell() }
            }
        }
    }

    /// Those whose turn it is; nil if nobody waits, and then the next to come starts again.
    private func next() -> [Job]? {
        state.withLock { state in
            state.isRunning = !state.waiting.isEmpty
            guard state.isRunning else { return nil }
            let group = Array(state.waiting.prefix(Self.largestGroup))
            state.waiting.removeFirst(group.count)
            return group
        }
    }

    /// Stores the writes of a group, or nothing, and gives what tells those who wait.
    private func store(_ group: [Job], _ database: Database) -> [Tell] {
        do {
            try run("BEGIN IMMEDIATE", database)
            let told = try work(group, database)
            let began = ContinuousClock.now
            try run("COMMIT", database)
            let took = ContinuousClock.now - began
            state.withLock { $0.commit = ($0.commit * 7 + took) / 8 }
            return told
        } catch {
            // A failed commit may leave the transaction open; the next write must not find itself in it.
            if database.isInsideTransaction { try? database.rollback() }
            return group.map { Self.tell(error, to: $0) }
        }
    }

    /// Does what the writes of a transaction are to do.
    private func work(_ group: [Job], _ database: Database) throws -> [Tell] {
        let transaction = CatalogTransaction(database: database, statements: statements)
        do {
            return try group.map { try $0.body(transaction) }
        } catch {
            guard group.count > 1 else { throw error }
            // What the others did has to go as well, and is done again. After a full disk the transaction is gone already.
            if database.isInsideTransaction { try run("ROLLBACK", database) }
            try run("BEGIN IMMEDIATE", database)
            return try group.map { try workApart($0, transaction, database) }
        }
    }

    /// Does one write so that it can be undone alone. Throws if the whole transaction is gone.
    private func workApart(_ job: Job, _ transaction: CatalogTransaction, _ database: Database) throws -> Tell {
        try run("SAVEPOINT one_write", database)
        do {
            let tell = try job.body(transaction)
            try run("RELEASE one_write", database)
            return tell
        } catch {
            guard database.isInsideTransaction else { throw error }
            try run("ROLLBACK TO one_write", database)
            try run("RELEASE one_write", database)
            return Self.tell(error, to: job)
        }
    }

    /// What tells of an error, and holds nothing else of the write.
    private static func tell(_ error: any Error, to job: Job) -> Tell { { [fail = job.fail] in fail(error) } }

    /// GRDB would prepare these each time.
    private func run(_ sql: SQL, _ database: Database) throws {
        let statement = try PreparedStatement(sql, in: database, statements)
        defer { statement.reset() }
        try statement.run()
    }
}

extension GroupCommit.State {
    /// Lets a write wait, and says where it is done.
    fileprivate mutating func place(for job: GroupCommit.Job, isSmall: Bool) -> GroupCommit.Place {
        submitted += 1
        waiting.append(job)
        guard !isRunning else {
            crowd = GroupCommit.longestCrowd
            return .group
        }
        isRunning = true
        if crowd > 0 {
            crowd -= 1
            return .writersThread
        }
        return isSmall && commit < GroupCommit.quickCommit ? .here : .writersThread
    }
}
