import Artifacts
import Catalog
import Foundation
import Promotion
import Testing

@testable import Engine

@Suite("What voids approvals")
struct VoidApprovalTests {
    private func refusal(_ body: () async throws -> Void) async -> EngineError? {
        await #expect(throws: EngineError.self) { try await body() }
    }

    @Test(
        "A-04: a gate that changes on the protected ref has the candidate judged again and voids the approval, naming the digest"
    )
    func aChangedGateVoids() async throws {
        let people = try await PeopleBench("{required: 2}")
        let id = try await people.judgedRun()
        let before = try await people.approve(id, by: .person("ana"))
        try people.bench.commitGate("[{metric: f1, threshold: 0.9}]", approvals: "{required: 2}")
        try await people.pass()
        let anew = try await people.bench.run(id)
        #expect(anew.state.phase == .judging)
        #expect(anew.pinned?.policy.gate.checks.count == 1)
        try await people.judge(id)
        let report = try await people.engine.approvals(of: id)
        let objection = try #require(report.tally.lines.first?.objection)
        #expect(
            objection
                == "void, because the digest of the gate changed from \(before.subject.gate.short) to \(report.subject.gate.short)"
        )
        try await people.approve(id, by: .person("bo"))
        #expect(try await people.bench.run(id).state.status == .awaitingApproval, "one of two stands")
    }

    @Test("A-04: a gate that changes after the last approval and before the flip is seen by the flip")
    func aGateChangedAtTheLastMomentIsSeen() async throws {
        let people = try await PeopleBench()
        let id = try await people.judgedRun()
        try await people.approve(id, by: .person("ana"))
        // The environment is another one, and no pass has looked at the run since.
        try await people.bench.catalog.write { transaction in
            var environment = try transaction.environments(of: EngineBench.project)[0].environment
            environment.gate.onMissingChampion = .fail
            let commit = try transaction.project(EngineBench.project)?.policyCommit
            try transaction.replaceEnvironments(
                of: EngineBench.project, with: [environment],
                policyCommit: commit ?? CommitID(checked: String(repeating: "0", count: 40)),
                at: people.bench.context.now())
        }
        let run = try await people.drive(id)
        #expect(run.state.phase == .judging)
        #expect(try await people.champion() == nil)
    }

    @Test(
        "A-04, R-46: files that change after the approval are not promoted, whether the catalog or the disk has others")
    func changedFilesAreNotPromoted() async throws {
        let people = try await PeopleBench()
        let added = try await people.judgedRun()
        try await people.approve(added, by: .person("ana"))
        let other = try await people.bench.context.artifacts.store(Array("more".utf8))
        try await people.bench.catalog.write { transaction in
            let number = try transaction.run(added)?.number ?? 0
            try transaction.recordArtifactFile(
                ArtifactFile(path: "extra.txt", digest: other.digest, size: other.size), of: .model(id: "m-\(number)"),
                in: EngineBench.workspace, now: people.bench.context.now())
        }
        let refused = try await people.drive(added)
        #expect(refused.state.status == .failed)
        #expect(refused.state.reason.contains("is not what the gate judged"))

        let damaged = try await people.judgedRun()
        try await people.approve(damaged, by: .person("ana"))
        let path = people.bench.context.artifacts.path(of: Digest(ofText: "weights of \(damaged)"))
        try FileManager.default.removeItem(atPath: path)
        try Data("WEIGHTS of \(damaged)".utf8).write(to: URL(fileURLWithPath: path))
        #expect(try await people.drive(damaged).state.reason.contains("is damaged"))
        #expect(try await people.champion() == nil)
    }

    @Test("A-04: a dataset whose digest is another one voids the approval")
    func changedDatasetsVoid() async throws {
        let people = try await PeopleBench()
        let id = try await people.judgedRun()
        try await people.approve(id, by: .person("ana"))
        try await people.bench.catalog.write { transaction in
            try transaction.setRunDataset(
                RunDatasetRecord(
                    name: DatasetName(checked: "customers"),
                    version: DatasetVersion(
                        version: "2", digest: Digest(ofText: "other rows"), location: "/data/customers",
                        binding: .files(path: "customers"), timestamp: nil, schema: nil, fileCount: 1, byteCount: 1,
                        rowCount: nil)), of: id)
        }
        let run = try await people.drive(id)
        #expect(run.state.status == .awaitingApproval)
        #expect(run.state.reason.contains("void, because the digest of dataset 'customers' changed from none to"))
    }

    @Test(
        "R-33: a commit that is pushed over an approved one supersedes its run before the flip, and after a look nothing of it can be approved"
    )
    func pushedOver() async throws {
        let people = try await PeopleBench("{required: 2}")
        let id = try await people.judgedRun()
        try await people.approve(id, by: .person("ana"))
        _ = try await people.newRun("Another one")
        let old = try await people.bench.run(id)
        #expect(old.state.status == .superseded)
        #expect(
            await refusal { try await people.approve(id, by: .person("bo")) }?.message.contains("it is Superseded")
                == true)
        let request = PromoteRequest(run: id, reason: "still")
        let error = await refusal {
            _ = try await people.engine.promote(EngineBench.project, EngineBench.dev, request, by: .person("bo"))
        }
        #expect(error?.code == .refused)
        #expect(try await people.champion() == nil)
    }

    @Test("R-33: a tip that moves between the last approval and the flip is seen by the flip")
    func pushedOverAtTheLastMoment() async throws {
        let people = try await PeopleBench()
        let id = try await people.judgedRun()
        try await people.approve(id, by: .person("ana"))
        let run = try await people.bench.run(id)
        try await people.bench.catalog.write { transaction in
            let other = CommitID(checked: String(repeating: "b", count: 40))
            try transaction.recordRefChanges(
                [RefChange(ref: run.ref, old: run.commit.id, new: other, forced: true)], project: EngineBench.project,
                at: people.bench.context.now())
        }
        let after = try await people.drive(id)
        #expect(after.state.status == .awaitingApproval)
        #expect(after.state.reason.contains("has moved on, and approvals are for its tip"))
        #expect(try await people.champion() == nil)
    }

    @Test("R-34: a branch that moves away and back has a new run, and no approval of the old one counts for it")
    func thereAndBack() async throws {
        let people = try await PeopleBench("{required: 2}")
        let id = try await people.judgedRun()
        try await people.approve(id, by: .person("ana"))
        let first = try await people.bench.run(id)
        _ = try await people.newRun("Another one")
        try people.bench.git("update-ref", "refs/heads/dev", first.commit.id.rawValue)
        try await people.pass()
        let runs = try await people.bench.catalog.read { try $0.runs(of: EngineBench.project, limit: 10) }
        let again = try #require(runs.first { $0.commit.id == first.commit.id })
        #expect(again.id != id)
        #expect(try await people.bench.catalog.read { try $0.approvals(of: again.id) }.isEmpty)
        let observed = try await people.bench.catalog.read { try $0.refObservations(of: EngineBench.project) }
            .filter { $0.ref == first.ref }
        #expect(
            observed.suffix(2).map(\.new) == [runs.first { $0.number == first.number + 1 }?.commit.id, first.commit.id])
        #expect(observed.last?.forced == true)
    }

    @Test("R-57: a candidate that waits for approval while another becomes champion is judged again, against that one")
    func anotherChampionVoids() async throws {
        let people = try await PeopleBench()
        let slow = try await people.judgedRun("One")
        try await people.approve(slow, by: .person("ana"))
        // Another one was first; the slow run is at its flip.
        try await people.bench.catalog.write { transaction in
            let run = try transaction.run(slow)
            let change = ChampionChange(
                project: EngineBench.project, environment: EngineBench.dev, model: EngineBench.model,
                version: run?.state.candidate ?? 0, expectedChampion: nil, kind: .person, by: "bo", reason: "",
                recordedDigest: run?.candidateDigest ?? Digest(ofText: ""))
            _ = try transaction.storeChampion(change, at: people.bench.context.now())
        }
        let run = try await people.drive(slow)
        #expect(run.state.phase == .judging)
        #expect(run.state.champion == run.state.candidate)
    }
}

extension EngineBench {
    /// Commits another gate, and other approvals, to main.
    func commitGate(
        _ gate: String, approvals: String, by author: String = "Ada <ada@example.org>"
    ) throws {
        try write(
            """
            apiVersion: sluice/v1
            kind: Environment
            metadata: {name: dev}
            spec:
              branches: [dev]
              strategy: deploy-code
              approvals: \(approvals)
              gate: \(gate)
            """, to: "environments/dev.yaml")
        try git("add", "--all")
        try git("commit", "--quiet", "--author", author, "-m", "Other rules")
    }
}
