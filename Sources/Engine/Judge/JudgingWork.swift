import Dispatch
import Promotion
import Synchronization

/// Where gates decide: on threads apart from those on which Swift's tasks run, one gate at a time, since one takes all cores and the
/// memory of its predictions.
struct JudgingWork: Sendable {
    /// For runs, which must not wait for questions.
    static let forRuns = JudgingWork(label: "sluice.engine.judging")
    /// For people who try gates.
    static let forQuestions = JudgingWork(label: "sluice.engine.questions")

    private let queue: DispatchQueue

    private init(label: String) { queue = DispatchQueue(label: label) }

    /// Runs `body` when those before it are done.
    func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}

/// What the judging of each run is at, for people who wait for it. Kept in memory only: after a restart a run is judged from the start.
final class JudgingProgress: Sendable {
    private let notes = Mutex<[RunID: String]>([:])

    func note(_ text: String, of run: RunID) { notes.withLock { $0[run] = text } }

    func end(_ run: RunID) { notes.withLock { $0[run] = nil } }

    /// What it is at; nil if it is not being judged.
    subscript(run: RunID) -> String? { notes.withLock { $0[run] } }
}
