import Promotion
import Testing

/// Properties that hold in every history, shown over thousands of random ones. A failure names the seed that makes it.
@Suite struct RandomHistoryTests {
    private static let branches = ["dev", "feature/x", "main", "release/1", "release/2"].map(Ladder.branch)

    @Test(arguments: 0..<20)
    func everyHistoryKeepsTheRules(batch: Int) {
        for seed in (batch * 100)..<((batch + 1) * 100) {
            if let problem = problem(inHistory: UInt64(seed)) {
                Issue.record("seed \(seed): \(problem)")
                return
            }
        }
    }

    /// Plays one history to its end; the first rule that it breaks, or nil.
    private func problem(inHistory seed: UInt64) -> String? {
        var random = SeededGenerator(seed: seed)
        let concurrency = Concurrency.allCases.randomElement(using: &random) ?? .queue
        let strategy = Strategy.allCases.randomElement(using: &random) ?? .deployCode
        var project = ProjectSimulator(Ladder.environments(concurrency: concurrency, strategy: strategy))
        for _ in 0..<20 {
            happen(to: &project, using: &random)
            guard Bool.random(using: &random) else { continue }
            if let problem = look(at: &project) { return problem }
        }
        return end(&project)
    }

    /// One thing that people, steps or the world do.
    private func happen(to project: inout ProjectSimulator, using random: inout SeededGenerator) {
        let ref = Self.branches.randomElement(using: &random) ?? Ladder.branch("dev")
        let live = project.runs.indices.filter { !project.runs[$0].machine.status.isFinal }
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<7: project.push(Ladder.commit(Int.random(in: 10..<13, using: &random)), to: ref)
        case 7: project.delete(ref)
        case 8: project.hold([Ladder.dev, Ladder.staging, Ladder.prod].randomElement(using: &random) ?? Ladder.dev)
        case 9: project.holds = [:]
        case 10:
            // Somebody edits the environments: a branch claimed twice, an environment left out, all as it was.
            let whole = Ladder.environments(concurrency: .queue)
            project.environments = whole
            if Bool.random(using: &random) { project.environments[1].branches = Ladder.patterns("main", "dev") }
            if Bool.random(using: &random) { project.environments.removeLast() }
        case 11: if let index = live.randomElement(using: &random) { project.approve(index) }
        case 12:
            if let index = live.randomElement(using: &random) {
                project.work(on: index, outcome: .failed(reason: "exited with 1"))
            }
        default:
            if let index = live.randomElement(using: &random) {
                project.work(on: index, needsApproval: Int.random(in: 0..<3, using: &random) == 0)
            }
        }
    }

    /// Plans until nothing changes, and checks every plan on the way.
    private func look(at project: inout ProjectSimulator) -> String? {
        for _ in 0..<5 {
            let plan = project.plan()
            if plan.changes.isEmpty {
                return plan == project.plan() ? nil : "the same input gave two plans"
            }
            if let problem = problem(in: plan, of: project) { return problem }
            project.carryOut(plan)
            for environment in Set(project.runs.map(\.environment)) {
                let working = project.runs.filter {
                    $0.environment == environment && $0.machine.status == .running && !$0.approvedByPerson
                }
                if working.count > 1 { return "\(working.map(\.id)) work at the same time" }
            }
        }
        return "planning does not come to rest: \(project.shownPlan)"
    }

    private func problem(in plan: Plan, of project: ProjectSimulator) -> String? {
        let known = plan.entries.compactMap(\.run)
        if Set(known).count != known.count { return "a run has two entries" }
        for entry in plan.changes {
            let ofRef = project.runs.filter { $0.environment == entry.environment && $0.ref == entry.ref }
            switch entry.decision {
            case .create:
                if let newest = ofRef.last, newest.commit == entry.commit, newest.machine.status != .superseded {
                    return "\(entry.ref) runs \(entry.commit.short) twice, after \(newest.id)"
                }
                if ofRef.filter({ $0.commit == entry.commit && $0.machine.status == .succeeded }).count
                    >= project.pushes[entry.ref, default: 0]
                {
                    return "\(entry.ref) has more runs than pushes"
                }
            case .begin, .release:
                if project.holds[entry.environment] != nil { return "\(entry.environment) is held, but \(entry)" }
                if ofRef.last?.id != entry.run { return "an old run begins: \(entry)" }
                if project.tips[entry.ref] != entry.commit { return "a commit that is no tip begins: \(entry)" }
            case .block, .supersede: if entry.conditions.isEmpty { return "no reason is given: \(entry)" }
            case .unblock, .wait, .none: break
            }
        }
        return nil
    }

    /// The world calms down: then every run ends, and every tip that may run has run.
    private func end(_ project: inout ProjectSimulator) -> String? {
        project.holds = [:]
        project.environments = Ladder.environments()
        for _ in 0..<200 {
            if let problem = look(at: &project) { return problem }
            let waiting = project.runs.indices.filter { !project.runs[$0].machine.status.isFinal }
            let workable = waiting.filter { project.runs[$0].machine.status != .blocked }
            if workable.isEmpty { return problemAtTheEnd(of: project) }
            for index in workable {
                project.approve(index)
                project.finish(project.runs[index].id)
            }
        }
        return "it never ends: \(project.shownPlan)"
    }

    private func problemAtTheEnd(of project: ProjectSimulator) -> String? {
        for run in project.runs where run.machine.status == .blocked {
            if run.machine.hasBegun { return "\(run.id) is held for ever" }
            let ladder = Ladder.environments()
            let below = ladder.first { $0.name == run.environment }?.promotesFrom
            let succeeded = project.runs.contains {
                $0.environment == below && $0.commit == run.commit && $0.machine.status == .succeeded
            }
            if succeeded { return "\(run.id) is blocked for nothing: \(run.machine.reason)" }
        }
        for ref in Self.branches {
            guard let tip = project.tips[ref] else { continue }
            let newest = project.runs.last { $0.ref == ref }
            if newest?.commit != tip || newest?.machine.status == .superseded { return "nothing ran for \(ref)" }
        }
        return nil
    }
}
