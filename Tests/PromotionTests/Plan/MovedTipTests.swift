import Promotion
import Testing

/// What force-pushes, deletions and returns do to runs in every state.
@Suite struct MovedTipTests {
    /// Where a run is when its tip moves, and what becomes of it.
    enum Moment: String, CaseIterable, Sendable {
        case pending, blocked, preparing, training, awaitingApproval, held, finished
    }

    private static let release = Ladder.branch("release/1.0")
    private static let first = RunID(checked: "churn-prod-1")

    /// A project whose first prod run, of commit a, is at `moment`.
    private func project(at moment: Moment, concurrency: Concurrency) -> ProjectSimulator {
        var prod = Environment(name: Ladder.prod, branches: Ladder.patterns("release/*"), concurrency: concurrency)
        if moment == .blocked { prod.promotesFrom = Ladder.staging }
        var project = ProjectSimulator([prod])
        project.push(Ladder.a, to: Self.release)
        if moment == .pending {
            project.carryOut(project.plan())
            return project
        }
        _ = project.settle()
        switch moment {
        case .pending, .blocked, .preparing: break
        case .training: project.startStep(of: Self.first)
        case .awaitingApproval: project.finish(Self.first, needsApproval: true)
        case .held:
            project.hold(Ladder.prod)
            project.finish(Self.first)
        case .finished: project.finish(Self.first)
        }
        return project
    }

    @Test("R-33: a force-push ends what has not begun or waits for people", arguments: Moment.allCases)
    func forcePushUnderQueue(moment: Moment) {
        var project = project(at: moment, concurrency: .queue)
        project.push(Ladder.b, to: Self.release)
        #expect(project.settle() != nil)
        let expected: RunStatus =
            switch moment {
            case .pending, .blocked, .awaitingApproval, .held: .superseded
            case .preparing, .training: .running
            case .finished: .succeeded
            }
        #expect(project.statuses["churn-prod-1"] == expected)
        #expect(project.runs.map(\.commit) == [Ladder.a, Ladder.b])
        if expected == .superseded {
            #expect(project["churn-prod-1"]?.reason == "'release/1.0' has moved on to b000000")
        }
    }

    @Test("R-33: under supersede a force-push also stops what works", arguments: Moment.allCases)
    func forcePushUnderSupersede(moment: Moment) {
        var project = project(at: moment, concurrency: .supersede)
        project.push(Ladder.b, to: Self.release)
        #expect(project.settle() != nil)
        project.finish(Self.first, outcome: .failed(reason: "ended by signal 15"))
        #expect(project.settle() != nil)
        #expect(project.statuses["churn-prod-1"] == (moment == .finished ? .succeeded : .superseded))
        #expect(project["churn-prod-1"]?.promoted == (moment == .finished))
        #expect(project.runs.map(\.commit) == [Ladder.a, Ladder.b])
    }

    @Test("R-33: an approval of the old commit lets nothing through")
    func theApprovalOfAnOldTipIsVoid() {
        var project = project(at: .awaitingApproval, concurrency: .queue)
        project.push(Ladder.b, to: Self.release)
        _ = project.settle()
        project.approve(0)
        #expect(project.statuses["churn-prod-1"] == .superseded)
        #expect(project["churn-prod-1"]?.outstanding == [])
    }

    @Test(
        "R-34: a tip that comes back to its commit is new, and no approval is carried over", arguments: Moment.allCases)
    func aTipThatComesBackIsNew(moment: Moment) {
        var project = project(at: moment, concurrency: .queue)
        project.push(Ladder.b, to: Self.release)
        #expect(project.settle() != nil)
        project.push(Ladder.a, to: Self.release)
        #expect(project.settle() != nil)
        #expect(project.runs.map(\.commit) == [Ladder.a, Ladder.b, Ladder.a])
        project.approve(0)
        #expect(project["churn-prod-1"]?.promoted == (moment == .finished))
    }

    @Test("R-34: an old run of the same commit does not wait for people beside the new one")
    func theOldRunOfAReturnedTipIsSuperseded() {
        var project = project(at: .training, concurrency: .queue)
        project.push(Ladder.b, to: Self.release)
        _ = project.settle()
        project.push(Ladder.a, to: Self.release)
        _ = project.settle()
        project.finish(Self.first, needsApproval: true)
        #expect(project.settle() != nil)
        #expect(project.statuses["churn-prod-1"] == .superseded)
        #expect(project["churn-prod-1"]?.reason == "'release/1.0' moved on and came back to a000000")
        #expect(project.statuses["churn-prod-3"] == .running)
    }

    @Test("R-34: back and forth between two looks is no change")
    func whatNobodySawDidNotHappen() {
        var project = project(at: .finished, concurrency: .queue)
        project.push(Ladder.b, to: Self.release)
        project.push(Ladder.a, to: Self.release)
        #expect(project.plan().changes.isEmpty)
    }

    @Test("R-35: a deleted branch ends what has not begun and lets finish what works", arguments: Moment.allCases)
    func deletedBranch(moment: Moment) {
        var project = project(at: moment, concurrency: .queue)
        project.delete(Self.release)
        #expect(project.settle() != nil)
        switch moment {
        case .pending, .blocked, .awaitingApproval, .held:
            #expect(
                project["churn-prod-1"]?.phase == .finished(ending: .init(.superseded, "'release/1.0' was deleted")))
        case .preparing, .training: #expect(project.statuses["churn-prod-1"] == .running)
        case .finished: #expect(project.statuses["churn-prod-1"] == .succeeded)
        }
    }

    @Test("R-35: a branch re-created at its commit runs only what was never finished", arguments: Moment.allCases)
    func recreatedBranch(moment: Moment) {
        var project = project(at: moment, concurrency: .queue)
        project.delete(Self.release)
        _ = project.settle()
        project.push(Ladder.a, to: Self.release)
        #expect(project.settle() != nil)
        let again = [.pending, .blocked, .awaitingApproval, .held].contains(moment)
        #expect(project.runs.count == (again ? 2 : 1))
        #expect(project.settle() == 0)
    }

    @Test("R-35: a renamed branch is a new one, and the old one is gone")
    func renamedBranch() {
        var project = project(at: .pending, concurrency: .queue)
        project.delete(Self.release)
        project.push(Ladder.a, to: Ladder.branch("release/one"))
        _ = project.settle()
        #expect(project.statuses == ["churn-prod-1": .superseded, "churn-prod-2": .running])
    }

    @Test("R-35: branches that differ only in case are two")
    func caseTwins() {
        var project = ProjectSimulator([Environment(name: Ladder.dev, branches: Ladder.patterns("*"))])
        project.push(Ladder.a, to: Ladder.branch("dev"))
        project.push(Ladder.a, to: Ladder.branch("DEV"))
        _ = project.settle()
        #expect(project.runs.map(\.ref.shown) == ["DEV", "dev"])
    }
}
