import Artifacts
import Catalog
import Foundation
import ModelRecords
import Promotion

@testable import Engine

/// A bench with people, and runs of real commits whose gates have decided.
///
/// Ana and Bo are release managers, Cy is in `risk`; Dee wrote the code and is an engineer.
struct PeopleBench: Sendable {
    let bench: EngineBench
    var engine: Engine { bench.engine }
    static let hour: Int64 = 3_600_000

    /// `root` is where its folder is made.
    init(
        _ approvals: String = "{required: 1}", gate: String = "[]", root: String = "/tmp", alarms: AlarmSettings? = nil
    ) async throws {
        bench = try await EngineBench(root: root, alarms: alarms)
        // Tests do themselves what an engine does by itself.
        await bench.engine.reconcilers.stop()
        try bench.commitProject(approvals: approvals, gate: gate)
        _ = try await bench.insertProject()
        try await addPeople()
        try await pass()
        // The run of the first commit is nobody's business here.
        try await bench.catalog.write { [bench] transaction in
            for id in try transaction.unfinishedRuns(of: EngineBench.project) {
                _ = try transaction.apply({ $0.stop(.init(.aborted, "not wanted")) }, to: id, at: bench.context.now())
            }
        }
    }

    private func addPeople() async throws {
        let now = bench.context.now()
        try await bench.catalog.write { transaction in
            for (name, email) in [
                ("ana", "ana@example.org"), ("bo", "bo@bank.example"), ("cy", "cy@example.org"),
                ("dee", "dee@example.org"),
            ] {
                try transaction.insertUser(
                    UserReport(name: UserName(checked: name), kind: .person, emails: [email], created: now))
            }
            for (group, members) in [("release-managers", ["ana", "bo"]), ("risk", ["cy"])] {
                let group = GroupName(checked: group)
                try transaction.insertGroup(group, at: now)
                for member in members { _ = try transaction.addMember(UserName(checked: member), to: group) }
                _ = try transaction.insertGrant(Grant(.releaseManager, to: .group(group)), by: "test", at: now)
            }
            _ = try transaction.insertGrant(
                Grant(.engineer, to: .user(UserName(checked: "dee"))), by: "test", at: now)
        }
    }

    /// Looks at the project once, as a wake-up does.
    func pass() async throws {
        let reconciler = ProjectReconciler(EngineBench.project, context: bench.context) { _ in }
        await reconciler.pass()
        let problems = await reconciler.problems
        guard problems.isEmpty else { throw EngineError(.broken, problems.joined(separator: "; ")) }
    }

    /// A new commit on dev by Dee, with a run that has built version `candidate` and is about to be judged.
    func newRun(_ message: String = "Train longer", author: String = "Dee <dee@example.org>") async throws -> RunID {
        try bench.git("checkout", "--quiet", "dev")
        try bench.git("commit", "--quiet", "--allow-empty", "--author", author, "-m", message)
        let commit = try CommitID(validating: bench.git("rev-parse", "HEAD"))
        try bench.git("checkout", "--quiet", "main")
        try await pass()
        let known = try await bench.catalog.read { try $0.runs(of: EngineBench.project, limit: 50) }
        guard let run = known.first(where: { $0.commit.id == commit }) else { throw EngineError(.broken, "no run") }
        try await build(run)
        return run.id
    }

    private func build(_ run: RunRecord) async throws {
        let bench = bench
        let stored = try await bench.context.artifacts.store(Array("weights of \(run.id)".utf8))
        try await bench.catalog.write { transaction in
            let environment = try transaction.environments(of: EngineBench.project)[0]
            let project = try transaction.project(EngineBench.project)
            guard let commit = project?.policyCommit else { return }
            let pipeline = Pipeline(name: "churn", model: EngineBench.model, requirements: nil, steps: [])
            try transaction.pinDefinitions(
                PinnedDefinitions(
                    pipeline: pipeline, policy: environment.environment, policyDigest: environment.policyDigest,
                    policyCommit: commit), of: run.id, isolation: "")
            let (version, digest) = try transaction.insertVersion(
                of: ArtifactFile(path: "model.txt", digest: stored.digest, size: stored.size),
                model: EngineBench.model, for: run, at: bench.context.now())
            try transaction.setCandidateDigest(digest, of: run.id)
            let champion = try transaction.champion(of: EngineBench.model, in: EngineBench.workspace)
            var state = RunStateMachine()
            _ = state.begin()
            _ = state.prepared(outline: [], strategy: .deployCode)
            _ = state.candidateSelected(version, champion: champion)
            try transaction.updateRun(run.id, state: state, at: bench.context.now())
        }
    }

    func driver(_ id: RunID) -> RunDriver { RunDriver(id, context: bench.context, firstPause: .milliseconds(1)) {} }

    /// Has the gate decided, with this verdict of its only check, or with these checks; gives the run as it is then.
    @discardableResult
    func judge(_ id: RunID, _ verdict: Verdict = .passed, checks: [CheckResult]? = nil) async throws -> RunRecord {
        let run = try await bench.run(id)
        let now = bench.context.now()
        let decision = GateDecision(
            verdict: verdict,
            checks: checks ?? [CheckResult(check: "f1", verdict: verdict, reason: "f1 was \(verdict.rawValue)")],
            champion: run.state.champion)
        let gate = GateReport(
            decision: decision, candidate: run.state.candidate ?? 0, time: now,
            policyDigest: run.pinned?.policyDigest ?? Digest(ofText: ""))
        let missing = try await driver(id).approvalMissing(run, gate)
        try await bench.catalog.write { transaction in
            _ = try transaction.apply({ $0.judged(decision, approval: missing) }, to: id, at: now) { transaction, run in
                try transaction.insertGateDecision(
                    gate, run: run, candidateDigest: run.candidateDigest ?? Digest(ofText: ""))
            }
        }
        return try await bench.run(id)
    }

    /// A run of a new commit whose gate passed.
    func judgedRun(_ message: String = "Train longer", author: String = "Dee <dee@example.org>") async throws -> RunID {
        let id = try await newRun(message, author: author)
        try await judge(id)
        return id
    }

    /// Does what is outstanding for a run that promotes.
    func drive(_ id: RunID) async throws -> RunRecord {
        let run = try await bench.run(id)
        if run.state.outstanding == [.promote] { try await driver(id).promote(run) }
        return try await bench.run(id)
    }

    @discardableResult
    func approve(
        _ id: RunID, by actor: Actor, time: Timestamp? = nil, signature: String? = nil
    ) async throws -> ApprovalReport {
        try await engine.approve(
            id, ApproveRequest(reason: "looked at it", time: time, signature: signature), by: actor)
    }

    func champion() async throws -> Int? {
        try await bench.catalog.read { try $0.champion(of: EngineBench.model, in: EngineBench.workspace) }
    }

    func ledger() async throws -> [LedgerEntry] { try await bench.catalog.read { try $0.ledger(limit: 1000) } }
}

extension Actor {
    /// Somebody with a token of their own.
    static func person(_ name: String) -> Actor {
        Actor(
            name: UserName(checked: name), kind: .person, evidence: .token("t-\(name)"), address: "10.0.0.7",
            request: "request-\(name)")
    }

    /// Whoever reads the endpoint file and says to be `name`.
    static func endpointFile(_ name: String) -> Actor {
        Actor(name: UserName(checked: name), kind: .administrator, evidence: .endpointFile)
    }
}
