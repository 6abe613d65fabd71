/// From what is pushed and what is known to the runs that should exist. Pure: the same input gives the same plan. Carrying a
/// plan out and planning again comes to rest: a run is created, then blocked or unblocked, then begun, and then nothing is left.
///
/// Rules:
/// - A tip gets one run in the environment that claims its ref. A tip whose newest run is for the same commit gets none, so
///   deleting and re-creating a branch runs nothing twice; only a superseded run, which was never finished, is made anew.
/// - When a tip moves, an earlier run of the ref that has not begun, or that waits for people, is superseded, even if the tip
///   comes back to its commit: an approval is for a tip. One that works goes on under `queue` and is superseded under `supersede`.
/// - One run at a time is let work in an environment; the others wait in the order in which they were made, those that waited
///   for a hold first.
/// - Under `promotesFrom`, a commit that did not succeed below is blocked, with the reason; so is everything in a held
///   environment, and every run of a ref that two environments claim.
package struct Planner: Sendable {
    private let input: PlanInput
    /// In the order of the ladder, for the refs that any environment claims.
    private let claims: [RefName: [EnvironmentName]]
    private let claimedRefs: [RefName]
    /// Oldest first.
    private let runs: [EnvironmentName: [RunSummary]]
    private let succeeded: [EnvironmentName: Set<CommitID>]

    package init(_ input: PlanInput) {
        self.input = input
        var claims: [RefName: [EnvironmentName]] = [:]
        for ref in input.tips.keys {
            let names = input.environments.filter { $0.claims(ref) }.map(\.name)
            if !names.isEmpty { claims[ref] = names }
        }
        self.claims = claims
        claimedRefs = claims.keys.sorted()
        runs = Dictionary(grouping: input.runs, by: \.environment).mapValues { $0.sorted { $0.number < $1.number } }
        succeeded = runs.mapValues { Set($0.filter { $0.status == .succeeded }.map(\.commit)) }
    }

    package func plan() -> Plan {
        var plan = Plan(entries: [], problems: claimedRefs.compactMap(contest))
        for environment in input.environments { planEnvironment(environment, into: &plan) }
        supersedeStrays(into: &plan)
        return plan
    }

    /// The sentence on a ref that several environments claim; nil if at most one does.
    private func contest(over ref: RefName) -> String? {
        guard let names = claims[ref], names.count > 1 else { return nil }
        let list = names.map { "'\($0)'" }.joined(separator: " and ")
        return
            "\(ref.shown.quotedForMessage) is claimed by the environments \(list); nothing runs for it until one gives it up"
    }

    // MARK: One environment

    private func planEnvironment(_ environment: Environment, into plan: inout Plan) {
        let runs = runs[environment.name, default: []]
        let runsOfRef = Dictionary(grouping: runs, by: \.ref)
        var decided: Set<RunID> = []
        for ref in claimedRefs where claims[ref] == [environment.name] {
            guard let tip = input.tips[ref] else { continue }
            let ofRef = runsOfRef[ref, default: []]
            let current = ofRef.last.flatMap { $0.commit == tip && $0.status != .superseded ? $0 : nil }
            for run in ofRef where run.id != current?.id && isOutdated(run, tip: tip, under: environment.concurrency) {
                decided.insert(run.id)
                let reason = run.commit == tip ? "moved on and came back to" : "has moved on to"
                plan.entries.append(entry(run, .supersede, ["\(ref.shown.quotedForMessage) \(reason) \(tip.short)"]))
            }
            if let current {
                decided.insert(current.id)
                planExisting(current, in: environment, into: &plan)
            } else {
                let conditions = unmetConditions(commit: tip, in: environment)
                plan.entries.append(
                    PlanEntry(
                        environment: environment.name, ref: ref, commit: tip, run: nil, decision: .create,
                        conditions: conditions))
            }
        }
        for run in runs where !run.status.isFinal && !decided.contains(run.id) {
            planLeftOver(run, in: environment, into: &plan)
        }
        beginNext(in: environment, into: &plan)
    }

    /// Whether a run of an older tip has to go.
    private func isOutdated(_ run: RunSummary, tip: CommitID, under concurrency: Concurrency) -> Bool {
        switch run.status {
        case .pending, .blocked, .awaitingApproval: true
        case .running: concurrency == .supersede && run.commit != tip && !run.isStopping
        case .succeeded, .failed, .errored, .aborted, .superseded: false
        }
    }

    /// The newest run of a tip: blocked or not, held or not.
    private func planExisting(_ run: RunSummary, in environment: Environment, into plan: inout Plan) {
        switch run.status {
        case .pending, .blocked:
            if run.waitsUntil != nil {
                plan.entries.append(entry(run, .none, [run.reason]))
                return
            }
            if run.hasBegun {
                let held = input.holds[environment.name] != nil
                plan.entries.append(entry(run, held ? .none : .wait, held ? [run.reason] : []))
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

    /// A run that is not the current one of a tip: its branch was deleted, is not claimed any longer or by two environments, or
    /// moved on while the run works.
    private func planLeftOver(_ run: RunSummary, in environment: Environment, into plan: inout Plan) {
        if run.status == .running && (environment.concurrency == .queue || run.isStopping) {
            plan.entries.append(entry(run, .none))
        } else if input.tips[run.ref] == nil {
            plan.entries.append(entry(run, .supersede, ["\(run.ref.shown.quotedForMessage) was deleted"]))
        } else if !environment.claims(run.ref) {
            let reason = "no pattern of '\(environment.name)' matches \(run.ref.shown.quotedForMessage) any more"
            plan.entries.append(entry(run, .supersede, [reason]))
        } else if let contest = contest(over: run.ref), !run.hasBegun {
            let known = run.status == .blocked && run.reason == contest
            plan.entries.append(entry(run, known ? .none : .block, [contest]))
        } else {
            plan.entries.append(entry(run, .none, run.reason.isEmpty ? [] : [run.reason]))
        }
    }

    /// Lets the first in the queue begin, or go on after a hold, if nothing works in the environment.
    private func beginNext(in environment: Environment, into plan: inout Plan) {
        let runs = runs[environment.name, default: []]
        let places = Dictionary(runs.map { ($0.id, ($0.hasBegun ? 0 : 1, $0.number)) }) { first, _ in first }
        let busy = runs.first { $0.status == .running }
        let queue = plan.entries.indices.compactMap { index -> (index: Int, place: (Int, Int))? in
            let entry = plan.entries[index]
            guard entry.environment == environment.name, entry.decision == .wait else { return nil }
            return entry.run.flatMap { places[$0] }.map { (index, $0) }
        }.sorted { $0.place < $1.place }
        for (position, (index, place)) in queue.enumerated() {
            if let busy {
                plan.entries[index].conditions = ["waits for \(busy.id) to finish"]
            } else if position == 0 {
                plan.entries[index].decision = place.0 == 0 ? .release : .begin
            } else {
                plan.entries[index].conditions = [
                    "waits for its turn, behind \(position) other\(position == 1 ? "" : "s")"
                ]
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
            let reason = "environment '\(run.environment)' is no longer defined"
            plan.entries.append(entry(run, run.isStopping ? .none : .supersede, [reason]))
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
        if succeeded[below, default: []].contains(commit) { return [] }
        let there = runs[below, default: []].filter { $0.commit == commit }
        guard let newest = there.last else {
            return ["\(commit.short) has not run in '\(below)'; push it to a branch of '\(below)' first"]
        }
        let reason = newest.reason.isEmpty ? "" : ": \(newest.reason)"
        return newest.status.isFinal
            ? ["\(commit.short) did not succeed in '\(below)': \(newest.id) \(newest.status.rawValue)\(reason)"]
            : ["\(commit.short) has not finished in '\(below)': \(newest.id) is \(newest.status.rawValue)"]
    }
}
