import Catalog
import Promotion
import Testing

@Suite("Runs, attempts, tokens, tests and datasets")
struct RunTests {
    @Test func numbersCountInEachEnvironment() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let ids = try await catalog.write { transaction in
            [
                try transaction.makeRun(), try transaction.makeRun(2), try transaction.makeRun(in: Sample.staging),
                try transaction.makeRun(3),
            ]
        }
        #expect(ids.map(\.rawValue) == ["churn-dev-1", "churn-dev-2", "churn-staging-1", "churn-dev-3"])
        let run = try #require(try await catalog.read { try $0.run(ids[1]) })
        #expect(run.commit == Sample.report(Sample.commit(2)))
        #expect(run.state == RunStateMachine())
        #expect(run.pinned == nil && run.began == nil && run.finished == nil)
    }

    @Test func whatIsUpdatedIsReadBackWithTheTimesAtWhichItBeganAndEnded() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let run = try await catalog.write { transaction in
            let run = try transaction.makeRun()
            var state = RunStateMachine()
            _ = state.begin()
            try transaction.updateRun(run, state: state, at: Timestamp(milliseconds: 6_000))
            try transaction.pin(run)
            try transaction.setCandidateDigest(Sample.digest("files"), of: run)
            state.end(.aborted)
            for time in [7_000, 8_000] as [Int64] {
                try transaction.updateRun(run, state: state, at: Timestamp(milliseconds: time))
            }
            return try #require(try transaction.run(run))
        }
        #expect(run.began == Timestamp(milliseconds: 6_000))
        #expect(run.finished == Timestamp(milliseconds: 7_000))
        #expect(run.state.status == .aborted && run.state.reason == "because")
        #expect(run.pinned?.pipeline == Sample.pipeline)
        #expect(run.candidateDigest == Sample.digest("files"))
        let ended = try await catalog.read { try $0.ledger().filter { $0.action == .runEnded }.count }
        #expect(ended == 1)
    }

    @Test func thePlannerLearnsOfEveryRunThatItsRulesAskFor() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let other = RefName(checked: "refs/heads/feature")
        let known = try await catalog.write { transaction -> [RunID] in
            try transaction.insertProject(Sample.record())
            try transaction.recordRefChanges(
                [RefChange(ref: Sample.branch, old: nil, new: Sample.commit(3), forced: false)],
                project: Sample.project, at: Sample.now)
            // The tip's commit succeeded below under another ref, and ran again there since.
            let below = try transaction.makeRun(3, in: Sample.dev, ref: other) { $0.end(.succeeded) }
            let forgotten = try transaction.makeRun(1, ref: other) { $0.end(.failed) }
            let newestOfOther = try transaction.makeRun(2, ref: other) { $0.end(.failed) }
            let waiting = try transaction.makeRun(1) { _ = $0.block("staging first") }
            let working = try transaction.makeRun(2) { _ = $0.begin() }
            let newestOfBranch = try transaction.makeRun(2) { $0.end(.superseded) }
            #expect(forgotten.rawValue == "churn-dev-2")
            return [below, newestOfOther, waiting, working, newestOfBranch]
        }
        let summaries = try await catalog.read { try $0.runSummaries(of: Sample.project) }
        #expect(Set(summaries.map(\.id)) == Set(known))
        let full = try await catalog.read { transaction in try known.map { try transaction.run($0)?.summary } }
        #expect(Set(full) == Set(summaries.map(Optional.init)))
        // The rule for which it is there: what succeeded below lets the tip begin above, whatever its ref was called.
        let input = PlanInput(
            environments: [
                try Sample.environment(EnvironmentName(checked: "feature")),
                try Sample.environment(Sample.staging, below: Sample.dev),
            ],
            tips: [RefName(checked: "refs/heads/staging"): Sample.commit(3)], runs: summaries)
        let entry = Planner(input).plan().entries.first { $0.environment == Sample.staging }
        #expect(entry?.decision == .create && entry?.conditions == [])
    }

    @Test func runsThatAreUnderWayAreFoundWithoutReadingTheirStates() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let (damaged, whole) = try await catalog.write { transaction in
            let damaged = try transaction.makeRun(1) { _ = $0.begin() }
            let whole = try transaction.makeRun(2) { _ = $0.begin() }
            try transaction.makeRun(3)
            try transaction.makeRun(4) { $0.end(.failed) }
            try transaction.execute("UPDATE runs SET state = '{' WHERE id = \(damaged)")
            return (damaged, whole)
        }
        #expect(try await catalog.read { try $0.runsUnderWay() } == [damaged, whole])
        let error = await #expect(throws: CatalogError.self) { try await catalog.read { try $0.run(damaged) } }
        #expect(error?.code == .damaged)
    }

    @Test func aTokenDiesWithItsAttempt() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let (run, token, fresh) = (try await makeAttempt(catalog), Sample.digest("token"), Sample.digest("fresh"))
        #expect(try await catalog.read { try $0.attempt(ofToken: token)?.run.id } == run)
        try await catalog.write { transaction in
            let again = AttemptRecord(run: run, step: Sample.train, attempt: 1, status: .running, began: Sample.now)
            #expect(try !transaction.insertAttempt(again, tokenDigest: fresh))
            try transaction.replaceToken(of: run, Sample.train, attempt: 1, by: fresh)
        }
        #expect(try await catalog.read { try $0.attempt(ofToken: token)?.run.id } == nil)
        #expect(try await catalog.read { try $0.attempt(ofToken: fresh)?.step } == Sample.train)
        try await catalog.write { transaction in
            var ended = AttemptRecord(run: run, step: Sample.train, attempt: 1, status: .failed, began: Sample.now)
            ended.reason = "exited with code 1"
            ended.finished = Sample.now
            ended.peakMemory = 7
            for _ in 0..<2 { try transaction.finishAttempt(ended, tests: []) }
        }
        #expect(try await catalog.read { try $0.attempt(ofToken: fresh)?.run.id } == nil)
        let attempts = try await catalog.read { try $0.attempts(of: run) }
        #expect(attempts.map(\.reason) == ["exited with code 1"] && attempts[0].peakMemory == 7)
    }

    @Test func allTokensDieWithTheRun() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let run = try await makeAttempt(catalog)
        try await catalog.write { transaction in
            var state = RunStateMachine()
            state.end(.aborted)
            try transaction.updateRun(run, state: state, at: Sample.now)
        }
        #expect(try await catalog.read { try $0.attempt(ofToken: Sample.digest("token"))?.run.id } == nil)
    }

    @Test func testsAreSummedUpForEachAttemptWithItsFirstFailures() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let run = try await makeAttempt(catalog)
        let outcomes = ["passed", "skipped"] + Array(repeating: "failed", count: 24) + ["errored"]
        let tests = outcomes.enumerated().map {
            TestCaseRecord(name: "test \($0.offset)", outcome: $0.element, seconds: 0.5, message: "no \($0.offset)")
        }
        let first = AttemptRecord(run: run, step: Sample.train, attempt: 1, status: .failed, began: Sample.now)
        try await catalog.write { transaction in
            for _ in 0..<2 { try transaction.finishAttempt(first, tests: tests) }
        }
        let summary = try await catalog.read { try $0.testSummaries(of: run)[Sample.train]?[1] }
        #expect(summary?.passed == 1 && summary?.skipped == 1 && summary?.failed == 25)
        #expect(summary?.failures.count == 20)
        #expect(summary?.failures.first == TestFailure(name: "test 2", message: "no 2"))
    }

    @Test func whatAStepWroteReplacesWhatTheRunWasGiven() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let name = DatasetName(checked: "customers")
        let written = RunDatasetRecord(
            name: name, version: Sample.version("8"), writtenBy: StepName(checked: "train"))
        let run = try await catalog.write { transaction in
            let run = try transaction.makeRun()
            for dataset in [RunDatasetRecord(name: name, version: Sample.version("7")), written] {
                try transaction.setRunDataset(dataset, of: run)
            }
            return run
        }
        #expect(try await catalog.read { try $0.runDatasets(of: run) } == [written])
    }

    private func makeAttempt(_ catalog: Catalog) async throws -> RunID {
        try await catalog.write { transaction in
            let run = try transaction.makeRun { _ = $0.begin() }
            let attempt = AttemptRecord(run: run, step: Sample.train, attempt: 1, status: .running, began: Sample.now)
            #expect(try transaction.insertAttempt(attempt, tokenDigest: Sample.digest("token")))
            try transaction.setHandle("{}", of: run, Sample.train, attempt: 1)
            return run
        }
    }
}
