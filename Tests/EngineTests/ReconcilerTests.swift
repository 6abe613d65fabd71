import Catalog
import Git
import Promotion
import Testing

@testable import Engine

@Suite("Passes over a project")
struct ReconcilerTests {
    private func reconciler(_ bench: EngineBench) -> ProjectReconciler {
        ProjectReconciler(EngineBench.project, context: bench.context) { _ in }
    }

    private func rows(_ bench: EngineBench) async throws -> [Int?] {
        try await bench.catalog.read { transaction in
            [
                try transaction.value("SELECT COUNT(*) FROM runs"),
                try transaction.value("SELECT COUNT(*) FROM ref_observations"),
                try transaction.value("SELECT COUNT(*) FROM policies"),
                try transaction.value("SELECT COUNT(*) FROM ledger"),
            ]
        }
    }

    @Test func aPassRecordsRefsAndLetsTheRunBegin() async throws {
        let bench = try await EngineBench()
        let commit = try bench.commitProject()
        _ = try await bench.insertProject()
        let reconciler = reconciler(bench)
        await reconciler.pass()
        #expect(await reconciler.problems == [])
        let tips = try await bench.catalog.read { try $0.tips(of: EngineBench.project) }
        #expect(Set(tips.map(\.ref.rawValue)) == ["refs/heads/dev", "refs/heads/main"])
        let run = try await bench.run(RunID(checked: "churn-dev-1"))
        #expect(run.commit.id == commit && run.commit.author == "Ada <ada@example.org>")
        #expect(run.state.phase == .preparing)
    }

    @Test func aSecondPassWritesNothing() async throws {
        let bench = try await EngineBench()
        try bench.commitProject()
        _ = try await bench.insertProject()
        await reconciler(bench).pass()
        let before = try await rows(bench)
        await reconciler(bench).pass()
        #expect(try await rows(bench) == before)
    }

    @Test func environmentsThatCannotBeUsedAreProblemsAndNothingBegins() async throws {
        let bench = try await EngineBench()
        try bench.commitProject()
        try bench.write("kind: Environment\nspec: {branches: [\n", to: "environments/dev.yaml")
        try bench.commit()
        _ = try await bench.insertProject()
        let reconciler = reconciler(bench)
        await reconciler.pass()
        let problems = await reconciler.problems
        #expect(problems.first?.contains("environments/dev.yaml") == true)
        #expect(try await rows(bench)[0] == 0)
    }

    @Test func aPolicyThatBreaksLaterHoldsTheOldOneBackToo() async throws {
        let bench = try await EngineBench()
        try bench.commitProject()
        _ = try await bench.insertProject()
        let reconciler = reconciler(bench)
        await reconciler.pass()
        try bench.write("nonsense", to: "environments/dev.yaml")
        try bench.commit()
        try bench.git("branch", "--force", "dev")
        await reconciler.pass()
        #expect(await !reconciler.problems.isEmpty)
        #expect(try await rows(bench)[0] == 1)
    }

    @Test func aProtectedRefThatIsMissingIsAProblem() async throws {
        let bench = try await EngineBench()
        try bench.commitProject()
        try bench.git("checkout", "--quiet", "dev")
        try bench.git("branch", "-D", "main")
        _ = try await bench.insertProject()
        let reconciler = reconciler(bench)
        await reconciler.pass()
        #expect(await reconciler.problems.first?.hasPrefix("'main' does not exist in the repository") == true)
        #expect(try await rows(bench)[0] == 0)
    }

    @Test func aForcedPushIsSeenAsOneAndADeletedBranchAsGone() async throws {
        let bench = try await EngineBench()
        try bench.commitProject()
        _ = try await bench.insertProject()
        let reconciler = reconciler(bench)
        await reconciler.pass()
        let other = try bench.git("commit-tree", "-m", "unrelated", "main^{tree}")
        try bench.git("branch", "--force", "dev", other)
        await reconciler.pass()
        try bench.git("branch", "-D", "dev")
        await reconciler.pass()
        let seen = try await bench.catalog.read { try $0.refObservations(of: EngineBench.project) }
            .filter { $0.ref.rawValue == "refs/heads/dev" }
        #expect(seen.map(\.forced) == [false, true, false])
        #expect(seen.last?.new == nil)
    }

    @Test func aRepositoryThatIsGoneIsAProblemOfItsProject() async throws {
        let bench = try await EngineBench()
        _ = try await bench.insertProject()
        try bench.git("init", "--quiet", "elsewhere", in: bench.folder)
        try await bench.catalog.write {
            _ = try $0.execute("UPDATE projects SET source = \(bench.folder + "/nowhere")")
        }
        let reconciler = reconciler(bench)
        await reconciler.pass()
        #expect(await reconciler.problems.count == 1)
    }
}

@Suite("What a tip brings along under deploy-model")
struct ProposalTests {
    private let below = EngineBench.dev

    /// A version of dev that its gate let through, trained from `commit`.
    private func promote(_ version: Int, from commit: CommitID, in bench: EngineBench) async throws {
        let info = try await GitRepository(path: bench.repository).commit(commit)
        try await bench.catalog.write { transaction in
            let policy = Environment(name: EngineBench.dev, branches: [])
            let run = try transaction.insertRun(
                project: EngineBench.project, environment: policy, ref: RefName(checked: "refs/heads/dev"),
                commit: CommitReport(info), state: RunStateMachine(), by: "sluice", at: bench.context.now())
            let digest = try transaction.storePolicy(policy)
            let report = GateReport(
                decision: GateDecision(verdict: .passed, checks: [], champion: nil), candidate: version,
                time: bench.context.now(), policyDigest: digest)
            guard let record = try transaction.run(run) else { return }
            try transaction.insertGateDecision(report, run: record, candidateDigest: Digest(ofText: "files"))
            try transaction.execute(
                "UPDATE runs SET promoted = 1, model = \(EngineBench.model) WHERE id = \(run)")
        }
    }

    private func find(_ tip: CommitID, in bench: EngineBench) async throws -> Int? {
        let finder = ProposalFinder(catalog: bench.catalog, repository: GitRepository(path: bench.repository))
        return try await finder.find(project: EngineBench.project, below: below, tip: tip, tree: nil)?.version
    }

    @Test func theNewestVersionOfTheTipOrBeforeItIsProposed() async throws {
        let bench = try await EngineBench()
        let first = try bench.commit("first")
        try bench.write("2", to: "file")
        let second = try bench.commit("second")
        try bench.write("3", to: "file")
        let third = try bench.commit("third")
        #expect(try await find(third, in: bench) == nil)
        try await promote(1, from: first, in: bench)
        try await promote(2, from: third, in: bench)
        #expect(try await find(first, in: bench) == 1)
        #expect(try await find(second, in: bench) == 1)
        #expect(try await find(third, in: bench) == 2)
    }

    @Test func aSquashWithTheSameFilesIsTheSameCode() async throws {
        let bench = try await EngineBench()
        let base = try bench.commit("base")
        try bench.git("checkout", "--quiet", "-b", "feature")
        try bench.write("x", to: "file")
        let feature = try bench.commit("feature")
        let squash = try CommitID(
            validating: bench.git("commit-tree", "-p", base.rawValue, "-m", "squashed", "feature^{tree}"))
        let other = try CommitID(
            validating: bench.git("commit-tree", "-p", base.rawValue, "-m", "other", "\(base)^{tree}"))
        try await promote(4, from: feature, in: bench)
        #expect(try await find(squash, in: bench) == 4)
        #expect(try await find(other, in: bench) == nil)
    }

    @Test func aCommitThatIsGoneComesBeforeNothingAndStopsNothing() async throws {
        let bench = try await EngineBench()
        let kept = try bench.commit("kept")
        try bench.git("checkout", "--quiet", "--orphan", "away")
        try bench.write("y", to: "file")
        let gone = try bench.commit("gone")
        try await promote(1, from: kept, in: bench)
        try await promote(2, from: gone, in: bench)
        try bench.git("checkout", "--quiet", "main")
        try bench.git("branch", "-D", "away")
        try bench.git("reflog", "expire", "--expire=now", "--all")
        try bench.git("prune", "--expire=now")
        #expect(try await find(kept, in: bench) == 1)
    }
}
