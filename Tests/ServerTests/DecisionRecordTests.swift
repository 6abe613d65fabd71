import Artifacts
import Catalog
import ChildProcess
import Foundation
import ModelRecords
import Promotion
import SluiceClient
import Testing

@testable import Engine

/// A-11: what people decide about champions, runs and projects is in the ledger with where it came from.
struct DecisionRecordTests {
    /// A request, and what the ledger is to say of it.
    private struct Decision {
        var method = "POST"
        var path: String
        var body = #"{"reason":"because"}"#
        var actions: [String]
        var hasReason = true
    }

    private static let environment = "/projects/shop/environments/dev"

    private func decisions(_ repository: String) -> [Decision] {
        let environment = Self.environment
        return [
            Decision(
                path: environment + "/promote", body: #"{"version":1,"reason":"because"}"#, actions: ["promoted"]),
            Decision(
                path: environment + "/promote", body: #"{"version":2,"reason":"because"}"#, actions: ["promoted"]),
            Decision(path: environment + "/rollback", actions: ["rolled-back", "held"]),
            Decision(method: "DELETE", path: environment + "/hold", actions: ["resumed"]),
            Decision(path: environment + "/hold", actions: ["held"]),
            Decision(path: "/runs/shop-prod-1/abort", actions: ["run-ended"]),
            Decision(
                path: "/projects", body: #"{"name":"churn","source":"\#(repository)"}"#, actions: ["project-added"],
                hasReason: false),
            Decision(
                method: "DELETE", path: "/projects/churn", body: "", actions: ["project-removed"], hasReason: false),
            Decision(
                path: "/imports",
                body: #"{"source":"http://example.org","workspace":"default","options":{"address":"elsewhere"}}"#,
                actions: ["import-started"], hasReason: false),
            Decision(
                path: "/imports/1/end",
                body: """
                    {"outcome": {"counts": {}, "problems": [], "problemCount": 0, "notes": [], "bytes": 0, "milliseconds": 1}}
                    """,
                actions: ["import-ended"], hasReason: false),
        ]
    }

    @Test(
        "A-11: promote, rollback, hold, resume, abort, project add and remove, and imports leave who, from where, why and in which request"
    )
    func decisionsAreRecorded() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            let token = try #require(people.everywhere[.administrator])
            try await server.insertVersions(2)
            let repository = NSTemporaryDirectory() + "sluice-decisions-" + UUID().uuidString
            defer { try? FileManager.default.removeItem(atPath: repository) }
            try Self.makeRepository(at: repository)
            var requests: [(Decision, String)] = []
            for decision in decisions(repository) {
                let answer = try #require(
                    await RawConnection(port: server.port).request(
                        decision.method, "/api/v1" + decision.path,
                        headers: ["Authorization: Bearer \(token)", "Content-Type: application/json"],
                        body: decision.body))
                try #require((200...204).contains(answer.status), "\(decision.path): \(answer.body)")
                requests.append((decision, try #require(answer.headers["x-request-id"])))
            }
            let ledger = try await server.client.ledger(limit: 1000).reversed()
            for (decision, request) in requests {
                let entries = ledger.filter { $0.details["request"] == request }
                #expect(entries.map(\.action) == decision.actions, "\(decision.path)")
                for entry in entries {
                    #expect(entry.actor == "administrator-all" && entry.details["address"] == "127.0.0.1")
                    #expect(entry.details["evidence"]?.hasPrefix("token ") == true)
                    #expect(entry.details["reason"]?.hasSuffix("because") == (decision.hasReason ? true : nil))
                }
            }
            let chain = try await server.engine.context.catalog.read { try $0.firstBreakInLedger() }
            #expect(chain == nil)
        }
    }

    private static func makeRepository(at path: String) throws {
        for arguments in [
            ["init", "-q", "-b", "main", path],
            [
                "-C", path, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "--allow-empty",
                "-m", "Begin",
            ],
        ] {
            #expect(try FinishedProcess.run("/usr/bin/git", arguments).status == 0)
        }
    }
}

extension TestServer {
    /// Versions of a model in `shop-dev`, each the candidate of a run whose gate let it through and that nobody promoted.
    fileprivate func insertVersions(_ count: Int) async throws {
        let stored = try await engine.context.artifacts.store(Array("weights".utf8))
        let now = Timestamp(milliseconds: 1_795_227_300_000)
        try await engine.context.catalog.write { transaction in
            for _ in 0..<count {
                try transaction.insertJudgedRun(
                    of: People.shop, Environment(name: People.dev, branches: []),
                    ref: RefName(checked: "refs/heads/main"),
                    commit: CommitID(checked: String(repeating: "a", count: 40)),
                    file: ArtifactFile(path: "model.txt", digest: stored.digest, size: stored.size),
                    model: ModelName(checked: "churn"), at: now)
            }
        }
    }
}
