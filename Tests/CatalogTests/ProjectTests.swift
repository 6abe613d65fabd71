import Catalog
import Promotion
import Testing

@Suite("Projects, refs, environments and holds")
struct ProjectTests {
    @Test func aProjectIsReadBackAndItsNameIsTakenOnce() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        try await catalog.write { try $0.insertProject(Sample.record()) }
        let error = await #expect(throws: CatalogError.self) {
            try await catalog.write { try $0.insertProject(Sample.record()) }
        }
        #expect(error?.code == .duplicate)
        #expect(try await catalog.read { try $0.projects() } == [Sample.record()])
        #expect(try await catalog.read { try $0.project(ProjectName(checked: "other")) } == nil)
    }

    @Test func aChangeOfARefThatIsToldTwiceIsWrittenOnce() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let (one, two) = (Sample.commit(1), Sample.commit(2))
        let changes = [
            RefChange(ref: Sample.branch, old: nil, new: one, forced: false),
            RefChange(ref: Sample.branch, old: one, new: two, forced: true),
            RefChange(ref: Sample.branch, old: two, new: nil, forced: false),
            RefChange(ref: Sample.branch, old: nil, new: one, forced: false),
        ]
        try await catalog.write { transaction in
            try transaction.insertProject(Sample.record())
            for change in changes {
                for _ in 0..<2 { try transaction.recordRefChanges([change], project: Sample.project, at: Sample.now) }
            }
        }
        // A ref that comes back to where it was moved once more, and that is written down.
        #expect(try await catalog.read { try $0.refObservations(of: Sample.project) } == changes)
        let tips = try await catalog.read { try $0.tips(of: Sample.project) }
        #expect(tips == [TipReport(ref: Sample.branch, commit: one, seen: Sample.now)])
        let moved = try await catalog.read { try $0.ledger().filter { $0.action == .refMoved }.count }
        #expect(moved == 4)
    }

    @Test func equalDefinitionsHaveEqualDigestsAndOthersDoNot() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        var one = try Sample.environment(Sample.dev)
        one.variables = ["A": "1", "B": "2", "C": "3"]
        var same = try Sample.environment(Sample.dev)
        for name in ["C", "A", "B"] { same.variables[name] = one.variables[name] }
        var other = one
        other.gate.checks[0] = .metric(MetricCheck(metric: "f1", threshold: 0.5000001))
        let digests = try await catalog.write { [one, same, other] transaction in
            try [one, same, other].map { try transaction.storePolicy($0) }
        }
        #expect(digests[0] == digests[1])
        #expect(digests[0] != digests[2])
        let stored: Int? = try await catalog.read { try $0.value("SELECT COUNT(*) FROM policies") }
        #expect(stored == 2)
        #expect(try await catalog.read { try $0.policy(digests[2]) } == other)
        let error = await #expect(throws: CatalogError.self) {
            try await catalog.read { try $0.policy(Sample.digest("none")) }
        }
        #expect(error?.code == .damaged)
    }

    @Test func environmentsAreReplacedInTheOrderOfTheLadder() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let (dev, staging) = (try Sample.environment(Sample.dev), try Sample.environment(Sample.staging))
        try await catalog.write { transaction in
            try transaction.insertProject(Sample.record())
            for ladder in [[dev, staging], [staging, dev]] {
                try transaction.replaceEnvironments(
                    of: Sample.project, with: ladder, policyCommit: Sample.commit(ladder == [dev, staging] ? 1 : 2),
                    at: Sample.now)
            }
        }
        let found = try await catalog.read { try $0.environments(of: Sample.project) }
        #expect(found.map(\.environment) == [staging, dev])
        #expect(found.map(\.workspace.rawValue) == ["churn-staging", "churn-dev"])
        #expect(try await catalog.read { try $0.project(Sample.project)?.policyCommit } == Sample.commit(2))
        let owner = try await catalog.read { try $0.environment(ofWorkspace: found[0].workspace) }
        #expect(owner?.project == Sample.project && owner?.environment == Sample.staging)
    }

    @Test func twoProjectsCannotHaveOneWorkspace() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let other = ProjectName(checked: "churn-eu")
        let (mine, theirs) = (
            try Sample.environment(EnvironmentName(checked: "eu-dev")), try Sample.environment(Sample.dev)
        )
        try await catalog.write { transaction in
            try transaction.insertProject(Sample.record())
            try transaction.insertProject(Sample.record(other))
            try transaction.replaceEnvironments(
                of: Sample.project, with: [mine], policyCommit: Sample.commit(1), at: Sample.now)
        }
        let error = await #expect(throws: CatalogError.self) {
            try await catalog.write {
                try $0.replaceEnvironments(of: other, with: [theirs], policyCommit: Sample.commit(1), at: Sample.now)
            }
        }
        #expect(error?.code == .duplicate)
        #expect(try await catalog.read { try $0.environments(of: other) }.isEmpty)
    }

    @Test func aHoldIsReplacedAndEndsOnce() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let second = Hold(by: "ana", reason: "audit", since: Sample.now)
        try await catalog.write { transaction in
            try transaction.insertProject(Sample.record())
            for hold in [Hold(by: "bob", reason: "lunch", since: Sample.now), second] {
                try transaction.setHold(hold, project: Sample.project, environment: Sample.dev)
            }
        }
        #expect(try await catalog.read { try $0.holds(of: Sample.project) } == [Sample.dev: second])
        let ana = Actor(name: UserName(checked: "ana"), kind: .person, evidence: .token("t"))
        var ended: [Bool] = []
        for _ in 0..<2 {
            ended.append(
                try await catalog.write {
                    try $0.removeHold(
                        project: Sample.project, environment: Sample.dev, by: ana, reason: "over", at: Sample.now)
                })
        }
        #expect(ended == [true, false])
        let actions = try await catalog.read { try $0.ledger().map(\.action) }
        #expect(actions == [.held, .held, .resumed])
    }

    @Test func aProjectThatIsRemovedLeavesItsRunsOnRecord() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let run = try await catalog.write { transaction in
            try transaction.insertProject(Sample.record())
            try transaction.replaceEnvironments(
                of: Sample.project, with: [try Sample.environment(Sample.dev)], policyCommit: Sample.commit(1),
                at: Sample.now)
            let run = try transaction.makeRun()
            try transaction.deleteProject(Sample.project)
            return run
        }
        #expect(try await catalog.read { try $0.projects() }.isEmpty)
        #expect(try await catalog.read { try $0.run(run) } != nil)
        // The name is free again, and numbers go on.
        let next = try await catalog.write { transaction in
            try transaction.insertProject(Sample.record())
            return try transaction.makeRun()
        }
        #expect(next.rawValue == "churn-dev-2")
    }
}
