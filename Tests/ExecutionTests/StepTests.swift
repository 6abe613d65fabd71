import Execution
import Foundation
import Promotion
import Supervision
import Testing

@Suite struct StepTests {
    @Test func outputExitCodeAndUseAreRecorded() async throws {
        for sandbox in await Bench.sandboxes() {
            let bench = try Bench(sandbox)
            let exit = try await bench.run(script: "echo out; echo err >&2; exit 7")
            #expect(exit.outcome == .exited(code: 7))
            #expect(bench.log() == "out\nerr\n")
            #expect(exit.usage.outputBytes == 8)
            #expect(exit.usage.leftovers == 0)
            #expect(exit.usage.maximumResidentBytes > 0)
            #expect(exit.finishedAt >= exit.startedAt)
        }
    }

    @Test("S-18: hostile arguments are taken literally")
    func hostileArgumentsAreTakenLiterally() async throws {
        let hostile = [
            "$(touch canary)", "`touch canary`", "a;touch canary", "-rf", "--", "a\nb", "%s%n", "'\"\\", "",
            "é\u{202e}",
        ]
        for sandbox in await Bench.sandboxes() {
            let bench = try Bench(sandbox)
            let script = "import sys; sys.stdout.buffer.write(b'\\0'.join(a.encode() for a in sys.argv[1:]))"
            let exit = try await bench.run(bench.request(["/usr/bin/python3", "-c", script] + hostile))
            #expect(exit.succeeded)
            #expect(bench.log().split(separator: "\0", omittingEmptySubsequences: false).map(String.init) == hostile)
            #expect(try FileManager.default.contentsOfDirectory(atPath: bench.work).isEmpty)
        }
    }

    @Test("S-18: a program's name is never shell text")
    func programNameIsNoShellText() async throws {
        let bench = try Bench()
        let exit = try await bench.run(bench.request(["echo a; touch canary"]))
        guard case .notStarted = exit.outcome else {
            Issue.record("unexpected \(exit.outcome)")
            return
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.work).isEmpty)
    }

    @Test func missingProgramIsSaidToBeMissing() async throws {
        for sandbox in await Bench.sandboxes() {
            let bench = try Bench(sandbox)
            let exit = try await bench.run(bench.request(["no-such-program"]))
            guard case .notStarted(let reason) = exit.outcome else {
                Issue.record("unexpected \(exit.outcome)")
                continue
            }
            #expect((reason + bench.log()).contains("no-such-program"))
        }
    }

    @Test func scriptWithoutInterpreterIsNotGivenToAShell() async throws {
        let bench = try Bench()
        let script = bench.work + "/script"
        try Data("touch canary\n".utf8).write(to: URL(fileURLWithPath: script))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
        let exit = try await bench.run(bench.request([script]))
        #expect(exit.outcome == .notStarted(reason: "Exec format error"))
    }

    @Test("S-27: a step's environment is exactly what it was given")
    func environmentIsExactlyTheGiven() async throws {
        setenv("SLUICE_TEST_SECRET", "of the server", 1)
        for sandbox in await Bench.sandboxes() {
            let bench = try Bench(sandbox)
            let request = bench.request(["/usr/bin/env", "-0"], variables: ["GIVEN": "a=b\nc"])
            #expect(try await bench.run(request).succeeded)
            var seen: [String: String] = [:]
            for entry in bench.log().split(separator: "\0") {
                let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                seen[String(parts[0])] = String(parts[1])
            }
            // The sandbox sets the working folder's variable itself.
            seen["PWD"] = nil
            #expect(seen == request.environment.merging(["SLUICE_ATTEMPT": request.folder]) { $1 })
            let mode = try FileManager.default.attributesOfItem(atPath: request.folder + "/specification")[
                .posixPermissions]
            #expect(mode as? Int == 0o600)
        }
    }

    @Test("S-27: secrets of the environment are in no command line")
    func secretsAreInNoCommandLine() async throws {
        for sandbox in await Bench.sandboxes() {
            let bench = try Bench(sandbox)
            let secret = "secret-\(UInt64.random(in: 0...UInt64.max))"
            let handle = try await bench.runner.start(
                bench.request(["/bin/sleep", "60"], variables: ["TOKEN": secret, "TEST_MARK": secret]))
            #expect(try await Bench.eventually { !Bench.processes(marked: secret).isEmpty })
            for pid in ProcessTree.all() {
                let commandLine = (try? SmallFile.text("/proc/\(pid)/cmdline")) ?? ""
                #expect(!commandLine.contains(secret))
            }
            try await bench.runner.stop(handle, reason: "")
            _ = try await bench.runner.end(of: handle)
        }
    }

    @Test("R-18: a step inherits no descriptor of the server")
    func stepInheritsNoDescriptor() async throws {
        for sandbox in await Bench.sandboxes() {
            let bench = try Bench(sandbox)
            // Without close-on-exec, as a careless library opens its database.
            let database = open(bench.folder + "/catalog.sqlite", O_RDWR | O_CREAT, 0o600)
            defer { close(database) }
            let exit = try await bench.run(bench.request(["/bin/ls", "-l", "/proc/self/fd"]))
            #expect(exit.succeeded)
            #expect(!bench.log().contains("catalog"))
            let descriptors = bench.log().split(separator: "\n").filter { $0.contains(" -> ") }
            // The standard three, and that of the folder which `ls` reads.
            #expect(descriptors.count == 4, "\(bench.log())")
        }
    }

    @Test func startingTwiceStartsOnce() async throws {
        let bench = try Bench()
        let request = bench.request(["/bin/bash", "-c", "echo once; sleep 0.3"])
        let first = try await bench.runner.start(request)
        async let second = bench.runner.start(request)
        async let third = bench.runner.start(request)
        #expect(try await second == first)
        #expect(try await third == first)
        _ = try await bench.runner.end(of: first)
        #expect(try await bench.runner.start(request) == first)
        #expect(bench.log() == "once\n")
    }

    @Test func namesAndValuesThatNoVariableCanHaveAreRefused() async throws {
        let bench = try Bench()
        for variables in [["A=B": "c"], ["": "c"], ["A": "c\0d"], ["A\0": "c"]] {
            await #expect(throws: ExecutionError.self) {
                try await bench.runner.start(bench.request(["/bin/true"], variables: variables))
            }
        }
    }
}
