package import Promotion
import Synchronization

/// What an import has found and brought so far. Shared by all that work at it.
final class ImportTally: Sendable {
    private struct State {
        var outcome = ImportOutcome()
        var phase = ""
    }

    private let state = Mutex(State())
    private let began = ContinuousClock.now
    private let report: @Sendable (ImportProgress) -> Void

    init(report: @escaping @Sendable (ImportProgress) -> Void) { self.report = report }

    /// What is worked at now.
    func enter(_ phase: String) {
        state.withLock { $0.phase = phase }
        tell()
    }

    func count(_ kind: ImportKind, _ change: (inout ImportCount) -> Void) {
        state.withLock { change(&$0.outcome.counts[kind.rawValue, default: ImportCount()]) }
        tell()
    }

    func addBytes(_ count: Int64) {
        state.withLock { $0.outcome.bytes += count }
        tell()
    }

    /// Notes what does not come. `counted` is false for a part of something that comes otherwise.
    func refuse(_ problem: ImportProblem, counted: Bool = true) {
        state.withLock { state in
            state.outcome.problemCount += 1
            if counted { state.outcome.counts[problem.kind.rawValue, default: ImportCount()].refused += 1 }
            guard state.outcome.problems.count < ImportOutcome.mostProblems else { return }
            var problem = problem
            problem.id = String(problem.id.prefix(300))
            problem.reason = String(problem.reason.prefix(600))
            state.outcome.problems.append(problem)
        }
    }

    /// Notes something once.
    func note(_ text: String) {
        state.withLock { if !$0.outcome.notes.contains(text) { $0.outcome.notes.append(text) } }
    }

    var outcome: ImportOutcome {
        var outcome = state.withLock { $0.outcome }
        outcome.milliseconds = Int64((ContinuousClock.now - began) / .milliseconds(1))
        return outcome
    }

    private func tell() {
        let (phase, outcome) = state.withLock { ($0.phase, $0.outcome) }
        report(ImportProgress(phase: phase, outcome: outcome))
    }
}

/// How far an import is.
package struct ImportProgress: Sendable {
    /// What is worked at, such as `experiment 3 of 12 'churn'`.
    package let phase: String
    package let outcome: ImportOutcome
}
