import Catalog
import Execution
import Foundation
import Promotion
import Testing

@testable import Engine

@Suite("Secrets of environments")
struct SecretTests {
    private let name = SecretName(checked: "API_KEY")
    private let actor = Actor(name: .administrator, kind: .administrator, evidence: .endpointFile)

    private func bench(step: String = "{name: train, kind: train, run: env, secrets: [API_KEY]}") async throws
        -> EngineBench
    {
        let bench = try await EngineBench()
        try bench.commitProject()
        let pipeline = [
            "apiVersion: sluice/v1", "kind: Pipeline", "metadata: {name: churn}", "spec:", "  model: churn",
        ]
        try bench.write((pipeline + ["  steps:", "    - \(step)"]).joined(separator: "\n") + "\n", to: "sluice.yaml")
        try bench.commit()
        try bench.git("branch", "--force", "dev")
        _ = try await bench.insertProject()
        let reconciler = ProjectReconciler(EngineBench.project, context: bench.context) { _ in }
        await reconciler.pass()
        #expect(await reconciler.problems == [])
        return bench
    }

    private func set(_ value: String, _ bench: EngineBench) async throws -> SecretReport {
        try await bench.engine.setSecret(
            name, to: SecretValue(validating: value), in: EngineBench.dev, of: EngineBench.project, by: actor)
    }

    private func record(_ bench: EngineBench) async throws -> SecretRecord {
        let name = name
        let record = try await bench.catalog.read {
            try $0.secret(name, EngineBench.dev, of: EngineBench.project)
        }
        return try #require(record)
    }

    private func opened(_ bench: EngineBench) async throws -> String {
        let record = try await record(bench)
        return try bench.context.secretKeys.key(for: [record]).open(try #require(record.sealed), of: record).text
    }

    @Test func aValueIsSealedAnewEachTimeAndOnlyItsNameIsTold() async throws {
        let bench = try await bench()
        #expect(try await set("correct-horse-1", bench).version == 1)
        let first = try await record(bench).sealed
        let report = try await set("correct-horse-1", bench)
        #expect(report.version == 2 && report.state == .set && report.setBy == "administrator")
        #expect(try await record(bench).sealed != first)
        #expect(try await opened(bench) == "correct-horse-1")
        let told = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        #expect(!told.contains("horse"))
        let mode = try FileManager.default.attributesOfItem(atPath: bench.context.home.path + "/secrets.key")[
            .posixPermissions]
        #expect(mode as? Int == 0o600)
        let entries = try await bench.catalog.read { try $0.ledger() }.filter { $0.action == .secretSet }
        #expect(entries.map(\.subject) == ["dev/API_KEY", "dev/API_KEY"])
        #expect(entries.allSatisfy { !$0.details.contains("horse") })
    }

    @Test func aSealedValueOpensAsNothingElse() async throws {
        let bench = try await bench()
        _ = try await set("correct-horse-1", bench)
        let record = try await record(bench)
        let key = try bench.context.secretKeys.key(for: [record])
        let sealed = try #require(record.sealed)
        let others: [SecretRecord] = [
            SecretRecord(
                project: record.project, environment: EnvironmentName(checked: "prod"), name: name, version: 1,
                sealed: nil, source: record.source, setBy: "", setAt: record.setAt),
            SecretRecord(
                project: record.project, environment: record.environment, name: SecretName(checked: "OTHER"),
                version: 1,
                sealed: nil, source: record.source, setBy: "", setAt: record.setAt),
            SecretRecord(
                project: record.project, environment: record.environment, name: name, version: 2, sealed: nil,
                source: record.source, setBy: "", setAt: record.setAt),
            SecretRecord(
                project: record.project, environment: record.environment, name: name, version: 1, sealed: nil,
                source: "https://elsewhere.example.org/x.git", setBy: "", setAt: record.setAt),
        ]
        for other in others { #expect(throws: EngineError.self) { try key.open(sealed, of: other) } }
    }

    @Test func aWrongKeyIsToldAndLosesNothing() async throws {
        let bench = try await bench()
        _ = try await set("correct-horse-1", bench)
        let path = bench.context.home.path + "/secrets.key"
        let good = try Data(contentsOf: URL(fileURLWithPath: path))
        try Data(repeating: 7, count: 32).write(to: URL(fileURLWithPath: path))
        await #expect { _ = try await opened(bench) } throws: { "\($0)".contains("bring that key back") }
        await #expect { _ = try await set("another-horse", bench) } throws: { "\($0)".contains("bring that key") }
        // Nor is a key made in the place of one that went missing.
        try FileManager.default.removeItem(atPath: path)
        await #expect { _ = try await set("another-horse", bench) } throws: {
            "\($0)".contains("'secrets.key' is not in")
        }
        #expect(!FileManager.default.fileExists(atPath: path))
        try good.write(to: URL(fileURLWithPath: path))
        #expect(try await opened(bench) == "correct-horse-1")
    }

    @Test func aNewKeySealsAllAnewWhereverItIsInterrupted() async throws {
        let bench = try await bench()
        _ = try await set("correct-horse-1", bench)
        let path = bench.context.home.path + "/secrets.key"
        let former = try Data(contentsOf: URL(fileURLWithPath: path))
        let sealed = try await record(bench).sealed
        #expect(try await bench.engine.rekeySecrets(by: actor).secrets == 1)
        let next = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(next != former)
        #expect(try await record(bench).sealed?.key != sealed?.key)
        #expect(try await opened(bench) == "correct-horse-1")
        // Killed after the transaction and before the file was put in place.
        try next.write(to: URL(fileURLWithPath: path + ".next"))
        try former.write(to: URL(fileURLWithPath: path))
        #expect(try await opened(bench) == "correct-horse-1")
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == next)
        // Killed before the transaction: the next key opens nothing, and is none.
        try Data(repeating: 9, count: 32).write(to: URL(fileURLWithPath: path + ".next"))
        #expect(try await opened(bench) == "correct-horse-1")
    }

    @Test("S-16: a secret is dropped when the repository's address changes, and has to be set again")
    func droppedWithTheAddress() async throws {
        let bench = try await bench()
        _ = try await set("correct-horse-1", bench)
        try FileManager.default.copyItem(atPath: bench.repository, toPath: bench.folder + "/fork")
        try await bench.catalog.write { transaction in
            for run in try transaction.unfinishedRuns(of: EngineBench.project) {
                _ = try transaction.apply({ $0.stop(.init(.aborted, "")) }, to: run, at: Timestamp(milliseconds: 1))
            }
        }
        _ = try await bench.engine.moveProject(
            EngineBench.project, to: MoveProjectRequest(source: bench.folder + "/fork"), by: actor)
        let report = try await bench.engine.secrets(EngineBench.dev, of: EngineBench.project)[0]
        #expect(report.state == .dropped && report.reason == "the repository's address changed")
        #expect(try await record(bench).sealed == nil)
        let actions = try await bench.catalog.read { try $0.ledger() }.map(\.action)
        #expect(actions.contains(.projectMoved) && actions.contains(.secretDropped))
        #expect(try await set("correct-horse-2", bench).state == .set)
        await bench.engine.reconcilers.stop()
    }

    @Test(
        "S-16: an address that changed behind Sluice's back drops the secret as well, and so does removing the project")
    func droppedHoweverTheAddressChanges() async throws {
        let bench = try await bench()
        _ = try await set("correct-horse-1", bench)
        try await bench.catalog.write {
            try $0.setSource("https://elsewhere.example.org/x.git", of: EngineBench.project)
        }
        #expect(try await bench.engine.secrets(EngineBench.dev, of: EngineBench.project)[0].state == .dropped)
        try await bench.engine.removeProject(EngineBench.project, by: .person("ada"))
        #expect(try await record(bench).sealed == nil)
        #expect(try await record(bench).reason == "the project was removed")
    }

    @Test func aSecretThatIsNotSetEndsTheRunBeforeAnythingOfItStarts() async throws {
        let bench = try await bench()
        let id = try #require(try await bench.catalog.read { try $0.unfinishedRuns(of: EngineBench.project).first })
        let driver = RunDriver(id, context: bench.context, firstPause: .milliseconds(1)) {}
        await driver.drive()
        let run = try await bench.run(id) { $0.state.status.isFinal }
        #expect(run.state.status == .failed)
        #expect(
            run.state.reason.contains(
                "secret 'API_KEY', which step 'train' declares, is not set; 'sluice secret set --env dev API_KEY' sets it"
            ),
            "\(run.state.reason)")
        #expect(try await bench.catalog.read { try $0.attempts(of: run.id) } == [])
        let reports = try await bench.engine.secrets(EngineBench.dev, of: EngineBench.project)
        #expect(reports.isEmpty || reports.map(\.state) == [.missing])
    }
}
