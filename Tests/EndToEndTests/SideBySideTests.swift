import Promotion
import SluiceClient
import Testing

@Suite(
    "One after another, side by side", .enabled(if: ChildProgram.missing == nil, "a program that it needs is missing"))
struct SideBySideTests {
    @Test func stepsThatDoNotNeedEachOtherRunSideBySide() async throws {
        try await TestServer.perform(settings: "limits: {parallelSteps: 2}\n") { server in
            // Each of the two ends only once the other is there; one after the other they would never end.
            let steps = [
                "{name: left, run: python3 meet.py right, limits: {timeout: 5m}}",
                "{name: right, run: python3 meet.py left, limits: {timeout: 5m}}",
                "{name: train, kind: train, run: python3 train.py, needs: [left, right], reads: [customers, control]}",
            ]
            let project = try await TestProject(
                in: server.folder, environments: [.dev.with { $0.gate = [] }], steps: steps)
            try await server.add(project)
            let commit = try await project.commit(#"{"f1": 0.7}"#)
            try await project.push("dev")
            let run = try await server.end("dev", commit, as: .succeeded)
            let train = try #require(run.steps.first { $0.key == "train" })
            for key: StepKey in ["left", "right"] {
                let step = try #require(run.steps.first { $0.key == key })
                #expect(try #require(step.finished).milliseconds <= #require(train.began).milliseconds)
            }
        }
    }

    @Test func pushesThatComeQuicklyRunOneAfterAnother() async throws {
        try await TestServer.perform { server in
            let project = try await TestProject(in: server.folder, environments: [.dev])
            try await server.add(project)
            var commits: [CommitID] = []
            for number in 1...3 {
                commits.append(try await project.commit(#"{"f1": 0.7\#(number)}"#))
                try await project.push("feature/\(number)")
            }
            var runs: [RunReport] = []
            for commit in commits { runs.append(try await server.end("dev", commit, as: .succeeded)) }
            let inOrder = runs.sorted { ($0.began?.milliseconds ?? 0) < ($1.began?.milliseconds ?? 0) }
            for (earlier, later) in zip(inOrder, inOrder.dropFirst()) {
                #expect(try #require(earlier.finished).milliseconds <= #require(later.began).milliseconds)
            }
            let promotions = try await server.client.promotions("mini", "dev")
            #expect(promotions.map(\.run) == inOrder.reversed().map(\.id))
            #expect(promotions.map(\.version) == [3, 2, 1])
        }
    }

    @Test func aDatasetThatWasNotTheGivenOneIsFlagged() async throws {
        try await TestServer.perform { server in
            let project = try await TestProject(in: server.folder, environments: [.dev])
            try await server.add(project)
            let commit = try await project.commit(#"{"f1": 0.7, "loggedVersionOff": 1}"#)
            try await project.push("dev")
            let run = try await server.end("dev", commit, as: .succeeded)
            let customers = try #require(run.inputs.first { $0.name.rawValue == "customers" })
            #expect(customers.given.version == "1")
            #expect(customers.logged == ["2"])
            #expect(customers.mismatch?.contains("version 2") == true)
            let trace = try await server.client.trace("mini", "dev", model: nil, version: .number(1))
            #expect(trace.warnings.count == 1, "\(trace.warnings)")
            #expect(trace.warnings.first?.contains("dataset 'customers'") == true, "\(trace.warnings)")
        }
    }
}
