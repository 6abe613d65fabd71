import Artifacts
import Catalog
import Foundation
import ModelRecords
import Promotion
import Testing

@testable import Engine

@Suite("Promotions by people, rollbacks and holds")
struct ChampionTests {
    /// A bench with the project's environment dev in the catalog, and a run for each of `versions` whose gate let its candidate
    /// through.
    private func bench(versions: Int, approvals: ApprovalPolicy = ApprovalPolicy()) async throws -> EngineBench {
        let bench = try await EngineBench()
        _ = try await bench.insertProject()
        let stored = try await bench.context.artifacts.store(Array("weights".utf8))
        let commit = try CommitID(validating: String(repeating: "a", count: 40))
        let policy = Environment(name: EngineBench.dev, branches: [], approvals: approvals)
        try await bench.catalog.write { transaction in
            try transaction.replaceEnvironments(
                of: EngineBench.project, with: [policy], policyCommit: commit, at: bench.context.now())
            for _ in 0..<versions {
                try transaction.insertJudgedRun(
                    of: EngineBench.project, policy, ref: RefName(checked: "refs/heads/dev"), commit: commit,
                    file: ArtifactFile(path: "model.txt", digest: stored.digest, size: stored.size),
                    model: EngineBench.model, at: bench.context.now())
            }
        }
        return bench
    }

    private func promote(_ version: Int, in bench: EngineBench) async throws {
        let request = PromoteRequest(version: version, reason: "looks good")
        _ = try await bench.engine.promote(EngineBench.project, EngineBench.dev, request, by: .endpointFile("ana"))
    }

    private func rollback(to version: Int? = nil, in bench: EngineBench) async throws {
        let request = RollbackRequest(to: version, reason: "worse")
        _ = try await bench.engine.rollback(EngineBench.project, EngineBench.dev, request, by: .person("ana"))
    }

    private func resume(_ bench: EngineBench) async throws {
        _ = try await bench.engine.resume(EngineBench.project, EngineBench.dev, reason: "go on", by: .person("ana"))
    }

    private func champion(in bench: EngineBench) async throws -> Int? {
        try await bench.catalog.read { try $0.champion(of: EngineBench.model, in: EngineBench.workspace) }
    }

    private func refusal(_ body: () async throws -> Void) async -> EngineError? {
        await #expect(throws: EngineError.self) { try await body() }
    }

    @Test func aVersionWhoseGatePassedIsPromotedOnce() async throws {
        let bench = try await bench(versions: 1)
        try await promote(1, in: bench)
        #expect(try await champion(in: bench) == 1)
        #expect(await refusal { try await promote(1, in: bench) }?.code == .conflict)
        let history = try await bench.engine.promotions(EngineBench.project, EngineBench.dev, limit: 10)
        #expect(history.map(\.by) == ["ana (administrator)"])
        #expect(await refusal { try await promote(9, in: bench) }?.message.contains("no gate of 'dev'") == true)
    }

    @Test func changedBytesAreRefusedByName() async throws {
        let bench = try await bench(versions: 1)
        let path = bench.context.artifacts.path(of: Digest(ofText: "weights"))
        try FileManager.default.removeItem(atPath: path)
        try Data("wEights".utf8).write(to: URL(fileURLWithPath: path))
        let error = await refusal { try await promote(1, in: bench) }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("version 1 of 'churn' in 'dev' is damaged") == true)
        #expect(error?.message.contains("'model.txt'") == true)
        #expect(try await champion(in: bench) == nil)
    }

    @Test func filesThatCameAfterTheGateAreRefused() async throws {
        let bench = try await bench(versions: 1)
        let other = try await bench.context.artifacts.store(Array("more".utf8))
        try await bench.catalog.write {
            try $0.recordArtifactFile(
                ArtifactFile(path: "extra.txt", digest: other.digest, size: other.size), of: .model(id: "m-1"),
                in: EngineBench.workspace, now: bench.context.now())
        }
        let error = await refusal { try await promote(1, in: bench) }
        #expect(error?.message.contains("is not what the gate judged") == true)
    }

    @Test func aChampionThatChangedMeanwhileIsAConflict() async throws {
        let bench = try await bench(versions: 2)
        try await promote(1, in: bench)
        let run = try await bench.run(RunID(checked: "churn-dev-2"))
        let change = ChampionChange(
            project: EngineBench.project, environment: EngineBench.dev, model: EngineBench.model, version: 2,
            expectedChampion: nil, kind: .person, by: "ana", reason: "", run: run.id,
            recordedDigest: try #require(run.candidateDigest))
        let error = await refusal { _ = try await Promoter(context: bench.context).carryOut(change) }
        #expect(error?.code == .conflict)
        #expect(try await champion(in: bench) == 1)
    }

    @Test func aRunThatWaitsNoLongerLeadsAroundNoApproval() async throws {
        let strict = ApprovalPolicy(required: 2, from: [GroupName(checked: "release-managers")], exclude: [.author])
        let bench = try await bench(versions: 1, approvals: strict)
        let error = await refusal { try await promote(1, in: bench) }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("waits for 2 approvals from release-managers") == true)
        #expect(try await champion(in: bench) == nil)
    }

    @Test func goingBackTwiceGoesBackFurther() async throws {
        let bench = try await bench(versions: 3)
        #expect(await refusal { try await rollback(in: bench) }?.message.contains("has never had a champion") == true)
        for version in 1...3 { try await promote(version, in: bench) }
        try await rollback(in: bench)
        #expect(try await champion(in: bench) == 2)
        // Going back is allowed, going on is not.
        #expect(await refusal { try await promote(3, in: bench) }?.message.contains("is held by ana") == true)
        try await rollback(in: bench)
        #expect(try await champion(in: bench) == 1)
        #expect(await refusal { try await rollback(in: bench) }?.message.contains("there is none before it") == true)
        try await rollback(to: 3, in: bench)
        #expect(try await champion(in: bench) == 3)
        #expect(await refusal { try await rollback(to: 7, in: bench) }?.message.contains("that were: 1, 2, 3") == true)
        try await resume(bench)
        #expect(await refusal { try await resume(bench) }?.code == .conflict)
    }
}
