/// From what is pushed and what is known to the runs that should exist. Pure: the same input gives the same plan, and planning
/// again after the plan was carried out finds nothing more to do.
///
/// Rules:
/// - A tip gets one run in the environment that claims its ref. A tip whose newest run is for the same commit gets none, so
///   deleting and re-creating a branch runs nothing twice.
/// - When a tip moves, an earlier run of the ref that has not begun, or that waits for people, is superseded: an approval is for
///   a tip. One that works goes on under `queue` and is superseded under `supersede`.
/// - One run at a time works in an environment; the others wait in the order in which they were made.
/// - Under `promotesFrom`, a commit that did not succeed below is blocked, with the reason; so is everything in a held environment.
package struct Planner: Sendable {
    private let input: PlanInput

    package init(_ input: PlanInput) { self.input = input }

    package func plan() -> Plan {
        var plan = Plan(entries: [], problems: claimProblems())
        for environment in input.environments { planEnvironment(environment, into: &plan) }
        supersedeStrays(into: &plan)
        return plan
    }

    private func claims(of ref: RefName) -> [EnvironmentName] {
        input.environments.filter { $0.claims(ref) }.map(\.name)
    }

    private func claimProblems() -> [String] {
        input.tips.keys.sorted().compactMap { ref in
            let claims = claims(of: ref)
            guard claims.count > 1 else { return nil }
            let names = claims.map { "'\($0)'" }.joined(separator: " and ")
            return
                "\(ref.shown.quotedForMessage) is claimed by the environments \(names); nothing runs for it until one gives it up"
        }
    }

    // MARK: One environment

    private func planEnvironment(_ environment: Environment, into plan: inout Plan) {
        let runs = input.runs.filter { $0.environment == environment.name }.sorted { $0.number < $1.number }
        var decided: [RunID: PlanDecision] = [:]
        for ref in input.tips.keys.sorted() where environment.claims(ref) && claims(of: ref).count == 1 {
            guard let tip = input.tips[ref] else { continue }
            let ofRef = runs.filter { $0.ref == ref }
            for run in ofRef where run.commit != tip && isOutdated(run, under: environment.concurrency) {
                decided[run.id] = .supersede
                plan.entries.append(entry(run, .supersede, ["\(ref.shown) has moved on to \(tip.short)"]))
            }
            if let newest = ofRef.last, newest.commit == tip {
                guard decided[newest.id] == nil else { continue }
                decided[newest.id] = PlanDecision.none
                planExisting(newest, in: environment, into: &plan)
            } else {
                let conditions = unmetConditions(commit: tip, in: environment)
                plan.entries.append(
                    PlanEntry(
                        environment: environment.name, ref: ref, commit: tip, run: nil, decision: .create,
                        conditions: conditions))
            }
        }
        for run in runs where !run.status.isFinal && decided[run.id] == nil {
            planLeftOver(run, in: environment, into: &plan)
        }
        beginNext(in: environment, into: &plan)
    }

    /// Whether a run of an older tip has to go.
    private func isOutdated(_ run: RunSummary, under concurrency: Concurrency) -> Bool {
        switch run.status {
        case .pending, .blocked, .awaitingApproval: true
        case .running: concurrency == .supersede && !run.isStopping
        case .succeeded, .failed, .errored, .aborted, .superseded: false
        }
    }

    /// The newest run of a tip: blocked or not, held or not.
    private func planExisting(_ run: RunSummary, in environment: Environment, into plan: inout Plan) {
        switch run.status {
        case .pending, .blocked:
            if run.hasBegun {
                let held = input.holds[environment.name] != nil
                plan.entries.append(entry(run, held ? .none : .release, held ? [run.reason] : []))
                return
            }
            let conditions = unmetConditions(commit: run.commit, in: environment)
            if conditions.isEmpty {
                plan.entries.append(entry(run, run.status == .blocked ? .unblock : .wait))
            } else {
                let known = run.status == .blocked && run.reason == conditions.joined(separator: "; ")
                plan.entries.append(entry(run, known ? .none : .block, conditions))
            }
        case .running: plan.entries.append(entry(run, .none))
        case .awaitingApproval: plan.entries.append(entry(run, .none, [run.reason]))
        case .succeeded, .failed, .errored, .aborted, .superseded: plan.entries.append(entry(run, .none))
        }
    }

    /// A run that no tip of this environment asks for any more: its branch moved on, was deleted, or is not claimed any longer.
    private func planLeftOver(_ run: RunSummary, in environment: Environment, into plan: inout Plan) {
        let gone = input.tips[run.ref] == nil
        let keeps = run.status == .running && (environment.concurrency == .queue || run.isStopping)
        if keeps || (!gone && environment.claims(run.ref)) {
            plan.entries.append(entry(run, run.status == .pending ? .wait : .none))
        } else {
            let reason =
                gone
                ? "\(run.ref.shown) was deleted"
                : "no pattern of '\(environment.name)' matches \(run.ref.shown) any more"
            plan.entries.append(entry(run, .supersede, [reason]))
        }
    }

    /// Lets the first in the queue begin if nothing works in the environment.
    private func beginNext(in environment: Environment, into plan: inout Plan) {
        let busy = input.runs.first { $0.environment == environment.name && $0.status == .running }
        let waiting = plan.entries.indices.filter {
            plan.entries[$0].environment == environment.name && plan.entries[$0].decision == .wait
        }
        let numbers = Dictionary(input.runs.map { ($0.id, $0.number) }) { first, _ in first }
        let queue = waiting.sorted { left, right in
            (plan.entries[left].run.flatMap { numbers[$0] } ?? .max)
                < (plan.entries[right].run.flatMap { numbers[$0] } ?? .max)
        }
        for (place, index) in queue.enumerated() {
            if let busy {
                plan.entries[index].conditions = ["waits for \(busy.id) to finish"]
            } else if place == 0 {
                plan.entries[index].decision = .begin
            } else {
                plan.entries[index].conditions = ["waits for its turn, behind \(place) other\(place == 1 ? "" : "s")"]
            }
        }
    }

    private func entry(_ run: RunSummary, _ decision: PlanDecision, _ conditions: [String] = []) -> PlanEntry {
        PlanEntry(
            environment: run.environment, ref: run.ref, commit: run.commit, run: run.id, decision: decision,
            conditions: conditions)
    }

    /// Runs of environments that are no longer defined.
    private func supersedeStrays(into plan: inout Plan) {
        let defined = Set(input.environments.map(\.name))
        for run in input.runs where !run.status.isFinal && !defined.contains(run.environment) {
            plan.entries.append(entry(run, .supersede, ["environment '\(run.environment)' is no longer defined"]))
        }
    }
}

// MARK: Conditions

extension Planner {
    /// What keeps a run of `commit` in `environment` from beginning, a sentence each.
    private func unmetConditions(commit: CommitID, in environment: Environment) -> [String] {
        var unmet: [String] = []
        if let hold = input.holds[environment.name] {
            unmet.append("'\(environment.name)' is held by \(hold.by): \(hold.reason)")
        }
        guard let below = environment.promotesFrom else { return unmet }
        switch environment.strategy {
        case .deployCode: unmet += successMissing(commit: commit, in: below)
        case .deployModel:
            if input.proposals[ProposalKey(environment: environment.name, commit: commit)] == nil {
                unmet.append(
                    "no version that passed the gate of '\(below)' was trained from \(commit.short) or before it")
            }
        }
        return unmet
    }

    private func successMissing(commit: CommitID, in below: EnvironmentName) -> [String] {
        let there = input.runs.filter { $0.environment == below && $0.commit == commit }.sorted {
            $0.number < $1.number
        }
        if there.contains(where: { $0.status == .succeeded }) { return [] }
        guard let newest = there.last else {
            return ["\(commit.short) has not run in '\(below)'; push it to a branch of '\(below)' first"]
        }
        let reason = newest.reason.isEmpty ? "" : ": \(newest.reason)"
        return newest.status.isFinal
            ? ["\(commit.short) did not succeed in '\(below)': \(newest.id) \(newest.status.rawValue)\(reason)"]
            : ["\(commit.short) has not finished in '\(below)': \(newest.id) is \(newest.status.rawValue)"]
    }
}
