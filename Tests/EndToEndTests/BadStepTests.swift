import Foundation
import Promotion
import SluiceClient
import Testing

@Suite("Steps that misbehave", .enabled(if: ChildProgram.missing == nil, "a program that it needs is missing"))
struct BadStepTests {
    /// A step that fails its run, and words of the reason.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let step: String
        let reason: String

        var testDescription: String { name }
    }

    static let failing = [
        Case(name: "fails", step: "run: python3 -c 'raise SystemExit(7)'", reason: "exit code 7"),
        Case(name: "dies by a signal", step: "run: \"sh -c 'kill -SEGV $$'\"", reason: "signal 11"),
        Case(
            name: "hangs, deaf to SIGTERM",
            step: "run: \"sh -c 'trap : TERM; while :; do sleep 1; done'\", limits: {timeout: 1s, grace: 0s}",
            reason: "time limit"),
        Case(
            name: "takes too much memory",
            step:
                "run: \"python3 -c 'import time; x = b\\\"x\\\" * 200_000_000; time.sleep(30)'\", limits: {memory: 64Mi}",
            reason: "memory limit"),
        Case(name: "is no program", step: "run: no-such-program", reason: "not started"),
        Case(
            name: "reports something that is not XML", step: "kind: test, run: sh -c 'echo nonsense > $SLUICE_REPORT'",
            reason: "XML"),
        Case(name: "reports nothing", step: "kind: test, run: 'true'", reason: "wrote no report"),
        Case(
            name: "reports a failure",
            step: "kind: test, run: python3 report.py 1 fail", reason: "1 of 1 tests did not pass"),
        Case(name: "logs a metric that is text", step: "run: python3 text_metric.py", reason: "exit code 1"),
        Case(name: "writes no dataset", step: "run: 'true', writes: [features]", reason: "dataset 'features'"),
    ]

    private func project(_ server: TestServer, first: String) async throws -> TestProject {
        try await TestProject(
            in: server.folder, environments: [.dev.with { $0.gate = [] }],
            steps: [
                "{name: bad, \(first)}",
                "{name: train, kind: train, run: python3 train.py, needs: [bad], reads: [customers, control]}",
            ])
    }

    @Test func eachFailsItsRunWithItsOwnReason() async throws {
        try await TestServer.perform { server in
            let project = try await project(server, first: "run: 'true'")
            try await server.add(project)
            for (number, bad) in Self.failing.enumerated() {
                try project.write(
                    TestProject.pipeline([
                        "{name: bad, \(bad.step)}",
                        "{name: train, kind: train, run: python3 train.py, needs: [bad]}",
                    ]), to: "sluice.yaml")
                let commit = try await project.commit(#"{"f1": 0.7}"#, "A step that \(bad.name)")
                try await project.push("feature/\(number)")
                let run = try await server.end("dev", commit)
                #expect(run.status == .failed, "\(bad.name): \(TestServer.describe(run))")
                #expect(run.reason.contains(bad.reason), "\(bad.name): \(run.reason)")
                #expect(run.steps.first { $0.key == "train" }?.status == .aborted, "\(bad.name)")
                let processes = StepProcesses(run, server)
                #expect(processes.all.isEmpty, "\(bad.name): \(processes)")
                if bad.step.contains("text_metric") {
                    let log = try await server.log(run, "bad")
                    #expect(log.contains("400") && log.contains("INVALID_PARAMETER_VALUE"), "\(log)")
                }
            }
            #expect(try await server.client.models("mini", "dev").isEmpty)
        }
    }

    @Test func aFloodIsCutADaemonIsEndedAndAReportOfTenMegabytesIsRead() async throws {
        try await TestServer.perform { server in
            let steps = [
                "{name: flood, run: python3 flood.py, limits: {output: 64Ki}}",
                "{name: daemon, run: python3 daemon.py}",
                "{name: report, kind: test, run: python3 report.py 20000 pass}",
                "{name: train, kind: train, run: python3 train.py, needs: [flood, daemon, report], "
                    + "reads: [customers, control]}",
            ]
            let project = try await TestProject(
                in: server.folder, environments: [.dev.with { $0.gate = [] }], steps: steps)
            try await server.add(project)
            let commit = try await project.commit(#"{"f1": 0.7}"#)
            try await project.push("dev")
            let run = try await server.end("dev", commit, as: .succeeded)
            let log = try await server.log(run, "flood")
            #expect(log.utf8.count < 80_000)
            #expect(log.hasPrefix("begins"))
            #expect(log.hasSuffix("ends\n"))
            #expect(log.contains("bytes of output dropped here"))
            #expect(run.steps.first { $0.key == "report" }?.tests?.passed == 20_000)
            let processes = StepProcesses(run, server)
            #expect(processes.all.isEmpty, "\(processes)")
        }
    }

    @Test func whatCannotRunFailsBeforeItsFirstStep() async throws {
        try await TestServer.perform { server in
            let project = try await project(server, first: "run: 'true'")
            try await server.add(project)
            try project.write(TestProject.pipeline(["{name: only, run: 'true'}"]), to: "sluice.yaml")
            let idle = try await project.commit(#"{"f1": 0.7}"#)
            try await project.push("feature/idle")
            let untrained = try await server.end("dev", idle, as: .failed)
            #expect(untrained.reason.contains("no step is of kind 'train'"), "\(untrained.reason)")
            #expect(untrained.steps.isEmpty)

            try project.write(
                TestProject.pipeline(["{name: a, run: 'true', needs: [b]}", "{name: b, run: 'true', needs: [a]}"]),
                to: "sluice.yaml")
            let circle = try await project.commit()
            try await project.push("feature/circle")
            let circular = try await server.end("dev", circle, as: .failed)
            #expect(circular.reason.contains("sluice.yaml:"), "\(circular.reason)")

            try project.write(TestProject.pipeline(TestProject.steps), to: "sluice.yaml")
            try FileManager.default.removeItem(atPath: project.path + "/data/dev/customers")
            let poor = try await project.commit()
            try await project.push("feature/poor")
            let missing = try await server.end("dev", poor, as: .failed)
            #expect(missing.reason.contains("dataset 'customers'"), "\(missing.reason)")

            try project.write("raise SystemExit('no requirements')\n", to: "pyproject.toml")
            try await project.git("rm", "--quiet", "--cached", "sluice.yaml")
            try FileManager.default.removeItem(atPath: project.path + "/sluice.yaml")
            let empty = try await project.commit()
            try await project.push("feature/empty")
            let undefined = try await server.end("dev", empty, as: .failed)
            #expect(undefined.reason.contains("no 'sluice.yaml'"), "\(undefined.reason)")
        }
    }
}
