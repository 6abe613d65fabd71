import Promotion
import Testing

@Suite struct PlannerTests {
    @Test func nothingPushedMeansNothingToDo() {
        #expect(Planner(PlanInput(environments: Ladder.environments(), tips: [:], runs: [])).plan().entries.isEmpty)
    }

    @Test func aTipGetsOneRunAndThenPlanningRests() {
        var project = ProjectSimulator(Ladder.environments())
        project.push(Ladder.a, to: Ladder.branch("dev"))
        project.push(Ladder.a, to: Ladder.branch("unrelated"))
        #expect(project.shownPlan == ["dev dev a create"])
        #expect(project.settle() == 2)
        #expect(project.statuses == ["churn-dev-1": .running])
        #expect(project.plan() == project.plan())
        project.finish(RunID(checked: "churn-dev-1"))
        #expect(project.settle() == 0)
        #expect(project.statuses == ["churn-dev-1": .succeeded])
    }

    @Test func aCommitClimbsTheLadderInOrder() {
        var project = ProjectSimulator(Ladder.environments())
        for branch in ["dev", "main", "release/1.0"] { project.push(Ladder.a, to: Ladder.branch(branch)) }
        _ = project.settle()
        #expect(
            project.shownPlan == [
                "dev dev a none",
                "staging main a none: a000000 has not finished in 'dev': churn-dev-1 is Running",
                "prod release/1.0 a none: a000000 has not finished in 'staging': churn-staging-1 is Blocked",
            ])
        project.finish(RunID(checked: "churn-dev-1"))
        _ = project.settle()
        #expect(project.statuses["churn-staging-1"] == .running)
        #expect(project.statuses["churn-prod-1"] == .blocked)
        project.finish(RunID(checked: "churn-staging-1"))
        _ = project.settle()
        #expect(project.statuses["churn-prod-1"] == .running)
    }

    @Test func whatFailedBelowIsBlockedWithItsReason() {
        var project = ProjectSimulator(Ladder.environments())
        project.push(Ladder.a, to: Ladder.branch("dev"))
        _ = project.settle()
        project.finish(RunID(checked: "churn-dev-1"), outcome: .failed(reason: "exited with 1"))
        project.push(Ladder.a, to: Ladder.branch("main"))
        project.push(Ladder.b, to: Ladder.branch("release/1.0"))
        _ = project.settle()
        #expect(
            project["churn-staging-1"]?.reason
                == "a000000 did not succeed in 'dev': churn-dev-1 Failed: step 'train' exited with 1")
        #expect(
            project["churn-prod-1"]?.reason
                == "b000000 has not run in 'staging'; push it to a branch of 'staging' first")
    }

    @Test func oneSuccessBelowIsEnoughWhateverCameAfterIt() {
        var project = ProjectSimulator(Ladder.environments())
        project.push(Ladder.a, to: Ladder.branch("dev"))
        _ = project.settle()
        project.finish(RunID(checked: "churn-dev-1"))
        project.push(Ladder.a, to: Ladder.branch("feature/x"))
        _ = project.settle()
        project.finish(RunID(checked: "churn-dev-2"), outcome: .failed(reason: "exited with 1"))
        project.push(Ladder.a, to: Ladder.branch("main"))
        _ = project.settle()
        #expect(project.statuses["churn-staging-1"] == .running)
    }

    @Test func oneRunAtATimeWorksInAnEnvironment() {
        var project = ProjectSimulator(Ladder.environments())
        project.push(Ladder.a, to: Ladder.branch("feature/z"))
        _ = project.settle()
        project.push(Ladder.a, to: Ladder.branch("feature/y"))
        _ = project.settle()
        project.push(Ladder.a, to: Ladder.branch("feature/x"))
        _ = project.settle()
        #expect(
            project.shownPlan == [
                "dev feature/x a wait: waits for churn-dev-1 to finish",
                "dev feature/y a wait: waits for churn-dev-1 to finish", "dev feature/z a none",
            ])
        project.finish(RunID(checked: "churn-dev-1"))
        #expect(
            project.shownPlan == [
                "dev feature/x a wait: waits for its turn, behind 1 other", "dev feature/y a begin",
                "dev feature/z a none",
            ])
    }

    @Test func aFailedRunIsNotRepeatedByItself() {
        var project = ProjectSimulator(Ladder.environments())
        project.push(Ladder.a, to: Ladder.branch("dev"))
        _ = project.settle()
        project.finish(RunID(checked: "churn-dev-1"), outcome: .failed(reason: "exited with 1"))
        #expect(project.shownPlan == ["dev dev a none"])
    }

    // MARK: Who claims a ref

    @Test func aRefThatTwoEnvironmentsClaimRunsNowhere() {
        var environments = Ladder.environments()
        environments[1].branches = Ladder.patterns("main", "dev")
        var project = ProjectSimulator(environments)
        project.push(Ladder.a, to: Ladder.branch("dev"))
        let sentence =
            "'dev' is claimed by the environments 'dev' and 'staging'; nothing runs for it until one gives it up"
        #expect(project.plan() == Plan(entries: [], problems: [sentence]))
    }

    @Test func aRunWhoseRefIsClaimedTwiceIsBlockedUntilOneGivesItUp() {
        var project = ProjectSimulator(Ladder.environments())
        project.push(Ladder.a, to: Ladder.branch("feature/x"))
        _ = project.settle()
        project.push(Ladder.a, to: Ladder.branch("dev"))
        _ = project.settle()
        #expect(project.statuses == ["churn-dev-1": .running, "churn-dev-2": .pending])
        project.environments[1].branches = Ladder.patterns("main", "dev")
        project.finish(RunID(checked: "churn-dev-1"))
        #expect(project.settle() == 1)
        #expect(project.statuses["churn-dev-2"] == .blocked)
        project.environments[1].branches = Ladder.patterns("main")
        #expect(project.settle() == 2)
        #expect(project.statuses["churn-dev-2"] == .running)
    }

    @Test func anEnvironmentThatIsRemovedLetsGoOfItsRuns() {
        var project = ProjectSimulator(Ladder.environments())
        project.push(Ladder.a, to: Ladder.branch("dev"))
        _ = project.settle()
        project.startStep(of: RunID(checked: "churn-dev-1"))
        project.push(Ladder.b, to: Ladder.branch("feature/x"))
        _ = project.settle()
        let dev = project.environments.removeFirst()
        #expect(project.settle() == 1)
        #expect(project.statuses == ["churn-dev-1": .running, "churn-dev-2": .superseded])
        #expect(project["churn-dev-1"]?.reason == "environment 'dev' is no longer defined")
        project.finish(RunID(checked: "churn-dev-1"))
        project.environments.insert(dev, at: 0)
        _ = project.settle()
        #expect(project.runs.count == 4)
    }

    @Test func aPatternThatIsTakenAwayLetsGoOfItsQueue() {
        var project = ProjectSimulator(Ladder.environments())
        project.push(Ladder.a, to: Ladder.branch("feature/x"))
        _ = project.settle()
        project.push(Ladder.a, to: Ladder.branch("feature/y"))
        _ = project.settle()
        project.environments[0].branches = Ladder.patterns("dev")
        _ = project.settle()
        #expect(project.statuses == ["churn-dev-1": .running, "churn-dev-2": .superseded])
        #expect(project["churn-dev-2"]?.reason == "no pattern of 'dev' matches 'feature/y' any more")
    }

    @Test func aHostileBranchNameCannotRewriteAReason() {
        var project = ProjectSimulator([Environment(name: Ladder.dev, branches: Ladder.patterns("*"))])
        let hostile = Ladder.branch("x\u{9B}2J\u{202E}y")
        project.push(Ladder.a, to: hostile)
        project.carryOut(project.plan())
        project.delete(hostile)
        #expect(project.plan().entries.map(\.conditions) == [[#"'x\u{9b}2J\u{202e}y' was deleted"#]])
    }

    // MARK: deploy-model

    @Test func underDeployModelATipWaitsForAVersionFromBelow() {
        var project = ProjectSimulator(Ladder.environments(strategy: .deployModel))
        project.push(Ladder.a, to: Ladder.branch("main"))
        _ = project.settle()
        #expect(
            project["churn-staging-1"]?.reason
                == "no version that passed the gate of 'dev' was trained from a000000 or before it")
        project.push(Ladder.a, to: Ladder.branch("dev"))
        _ = project.settle()
        project.finish(RunID(checked: "churn-dev-1"))
        _ = project.settle()
        #expect(project.statuses["churn-staging-1"] == .running)
    }

    // MARK: Holds

    @Test func inAHeldEnvironmentNothingBeginsAndWhatWorksWaitsToPromote() {
        var project = ProjectSimulator(Ladder.environments())
        project.push(Ladder.a, to: Ladder.branch("dev"))
        _ = project.settle()
        project.hold(Ladder.dev)
        project.finish(RunID(checked: "churn-dev-1"))
        project.push(Ladder.b, to: Ladder.branch("feature/x"))
        _ = project.settle()
        #expect(project.statuses == ["churn-dev-1": .blocked, "churn-dev-2": .blocked])
        #expect(project["churn-dev-2"]?.reason == "'dev' is held by ana: audit")
        #expect(project.settle() == 0)
    }

    @Test func afterAHoldTheOneThatHadBegunGoesFirstAndTheOthersWait() {
        var project = ProjectSimulator(Ladder.environments())
        project.push(Ladder.a, to: Ladder.branch("dev"))
        _ = project.settle()
        project.hold(Ladder.dev)
        project.finish(RunID(checked: "churn-dev-1"))
        project.push(Ladder.b, to: Ladder.branch("feature/x"))
        _ = project.settle()
        project.holds = [:]
        _ = project.settle()
        #expect(project.statuses == ["churn-dev-1": .running, "churn-dev-2": .pending])
        project.finish(RunID(checked: "churn-dev-1"))
        _ = project.settle()
        #expect(project.statuses == ["churn-dev-1": .succeeded, "churn-dev-2": .running])
    }
}
