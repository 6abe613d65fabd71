import Promotion

/// A project without git, disk or clock: tips that people move, and runs that do what plans say.
///
/// Carrying out a plan is exactly what the engine does with it, on real state machines; nothing here decides anything.
struct ProjectSimulator {
    var environments: [Environment]
    private(set) var tips: [RefName: CommitID] = [:]
    private(set) var runs: [SimulatedRun] = []
    var holds: [EnvironmentName: Hold] = [:]
    /// How often a tip was set to something, for each ref.
    private(set) var pushes: [RefName: Int] = [:]

    struct SimulatedRun {
        let id: RunID
        let number: Int
        let environment: EnvironmentName
        let ref: RefName
        let commit: CommitID
        var machine: RunStateMachine
        /// A person let it go on while something else may work.
        var approvedByPerson = false
    }

    init(_ environments: [Environment]) { self.environments = environments }

    // MARK: What people do

    mutating func push(_ commit: CommitID, to ref: RefName) {
        guard tips[ref] != commit else { return }
        tips[ref] = commit
        pushes[ref, default: 0] += 1
    }

    mutating func delete(_ ref: RefName) { tips[ref] = nil }

    mutating func hold(_ environment: EnvironmentName) {
        holds[environment] = Hold(by: "ana", reason: "audit", since: Timestamp(milliseconds: 0))
    }

    // MARK: What the engine does

    var input: PlanInput {
        PlanInput(
            environments: environments, tips: tips, runs: runs.map(\.summary), holds: holds, proposals: proposals)
    }

    /// Under `deploy-model` a tip brings what its own commit made below.
    private var proposals: [ProposalKey: Proposal] {
        var found: [ProposalKey: Proposal] = [:]
        for environment in environments where environment.strategy == .deployModel {
            for run in runs where run.environment == environment.promotesFrom && run.machine.promoted {
                found[ProposalKey(environment: environment.name, commit: run.commit)] = Proposal(
                    model: ModelName(checked: "churn"), version: run.number, commit: run.commit)
            }
        }
        return found
    }

    func plan() -> Plan { Planner(input).plan() }

    mutating func carryOut(_ plan: Plan) {
        for entry in plan.changes {
            if entry.decision == .create { create(entry) }
            guard let index = runs.firstIndex(where: { $0.id == entry.run }) else { continue }
            let reason = entry.conditions.joined(separator: "; ")
            switch entry.decision {
            case .begin: _ = runs[index].machine.begin()
            case .block: _ = runs[index].machine.block(reason)
            case .unblock: _ = runs[index].machine.unblock()
            case .supersede: _ = runs[index].machine.stop(.init(.superseded, reason))
            case .release: _ = runs[index].machine.promotionReleased()
            case .create, .wait, .none: break
            }
        }
    }

    private mutating func create(_ entry: PlanEntry) {
        let number = runs.filter { $0.environment == entry.environment }.count + 1
        let id = RunID(checked: "churn-\(entry.environment)-\(number)")
        runs.append(
            SimulatedRun(
                id: id, number: number, environment: entry.environment, ref: entry.ref, commit: entry.commit,
                machine: RunStateMachine()))
    }

    /// Plans and carries out until nothing changes; the number of plans that changed something, or nil if it goes on and on.
    mutating func settle(within limit: Int = 4) -> Int? {
        for count in 0...limit {
            let plan = plan()
            if plan.changes.isEmpty { return count }
            carryOut(plan)
        }
        return nil
    }

    // MARK: What happens to a run

    /// Takes the first thing that is outstanding for the run one step further.
    mutating func work(on index: Int, outcome: StepOutcome = .succeeded, needsApproval: Bool = false) {
        let run = runs[index]
        switch run.machine.outstanding.first {
        case .prepare:
            let outline = [
                StepOutline(name: StepName(checked: "train"), kind: .train),
                StepOutline(name: StepName(checked: "score"), kind: .deploy),
            ]
            let strategy = environments.first { $0.name == run.environment }?.strategy ?? .deployCode
            _ = runs[index].machine.prepared(outline: outline, strategy: strategy)
        case .runStep(let key, let attempt), .stopStep(let key, let attempt):
            _ = runs[index].machine.stepFinished(key, attempt: attempt, outcome: outcome)
        case .selectCandidate: _ = runs[index].machine.candidateSelected(run.number, champion: nil)
        case .judge:
            let passed = GateDecision(verdict: .passed, checks: [], champion: nil)
            _ = runs[index].machine.judged(passed, approval: needsApproval ? "one of 'release-managers'" : nil)
        case .promote:
            if let hold = holds[run.environment] {
                _ = runs[index].machine.promotionHeld("held by \(hold.by)")
            } else {
                _ = runs[index].machine.promotionStored()
            }
        case nil: break
        }
    }

    mutating func approve(_ index: Int) {
        if runs[index].machine.approved() == .changed { runs[index].approvedByPerson = true }
    }

    /// Works on the run until it waits for somebody or has ended.
    mutating func finish(_ id: RunID, outcome: StepOutcome = .succeeded, needsApproval: Bool = false) {
        guard let index = runs.firstIndex(where: { $0.id == id }) else { return }
        while !runs[index].machine.outstanding.isEmpty {
            work(on: index, outcome: outcome, needsApproval: needsApproval)
        }
    }

    /// Works on the run until it is in the middle of a step.
    mutating func startStep(of id: RunID) {
        guard let index = runs.firstIndex(where: { $0.id == id }) else { return }
        while case .prepare = runs[index].machine.outstanding.first { work(on: index) }
    }

    subscript(_ id: String) -> RunStateMachine? { runs.first { $0.id.rawValue == id }?.machine }
}

extension ProjectSimulator.SimulatedRun {
    var summary: RunSummary {
        RunSummary(
            id: id, number: number, environment: environment, ref: ref, commit: commit, status: machine.status,
            reason: machine.reason, hasBegun: machine.hasBegun)
    }
}
