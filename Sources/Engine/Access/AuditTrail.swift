import Catalog
import Logging
package import Promotion
import Synchronization

/// Writes down who was let in to change something and who was refused, without making anybody wait: a second's entries are stored
/// together. State changes are in the ledger besides, in the transaction that makes them.
///
/// What could be sent without end is bounded: equal refusals of a minute are one entry with a count, and when there are more different
/// ones in a second than a person could read, the rest are counted together.
package final class AuditTrail: Sendable {
    fileprivate struct State {
        var waiting: [String: AuditEntry] = [:]
        var order: [String] = []
        /// The last store that was begun.
        var storing: Task<Void, any Error>?
    }

    /// More different entries are not kept between two stores.
    private static let most = 4096

    private let catalog: Catalog
    private let logger: Logger
    private let state = Mutex(State())

    init(catalog: Catalog, logger: Logger) {
        self.catalog = catalog
        self.logger = logger
    }

    /// Notes a request. Entries with the same `fold` and the same minute are counted together; nil keeps it by itself.
    package func note(_ entry: AuditEntry, fold: String?) {
        let minute = entry.first.milliseconds / 60_000
        let key = fold.map { "\(minute) \($0)" } ?? "\(entry.request) \(entry.actor)"
        state.withLock { state in
            if state.waiting[key] != nil {
                state.waiting[key]?.times += entry.times
                state.waiting[key]?.last = entry.last
            } else if state.order.count < Self.most {
                state.waiting[key] = entry
                state.order.append(key)
            } else {
                state.count(entry, minute)
            }
        }
    }

    /// Stores what waits, after what is being stored already. What could not be stored is tried again the next time.
    package func store() async throws {
        let storing = state.withLock { state in
            let before = state.storing
            let storing = Task {
                _ = await before?.result
                try await storeWaiting()
            }
            state.storing = storing
            return storing
        }
        try await storing.value
    }

    private func storeWaiting() async throws {
        let waiting = state.withLock { state in
            let waiting = state.order.compactMap { key in state.waiting[key].map { (fold: key, entry: $0) } }
            state.waiting = [:]
            state.order = []
            return waiting
        }
        guard !waiting.isEmpty else { return }
        do { try await catalog.write { try $0.insertAudit(waiting) } } catch {
            state.withLock { state in
                for (key, entry) in waiting where state.waiting[key] == nil && state.order.count < Self.most {
                    state.waiting[key] = entry
                    state.order.append(key)
                }
            }
            throw error
        }
    }

    /// Stores every second, until the task is cancelled, and once more then.
    package func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            await storeOrTell()
        }
    }

    private func storeOrTell() async {
        do { try await store() } catch { logger.error("the audit trail is not stored: \(error)") }
    }
}

extension AuditTrail.State {
    /// Counts an entry for which there is no room with the others of its outcome.
    fileprivate mutating func count(_ entry: AuditEntry, _ minute: Int64) {
        let key = "\(minute) others \(entry.outcome.rawValue)"
        if waiting[key] == nil {
            order.append(key)
            waiting[key] = AuditEntry(
                first: entry.first, last: entry.last, times: 0, outcome: entry.outcome, actor: "many",
                evidence: "several", address: nil, method: "", path: "", project: nil, environment: nil, status: 0,
                reason: "more different requests than are kept one by one", request: entry.request)
        }
        waiting[key]?.times += entry.times
        waiting[key]?.last = entry.last
    }
}
