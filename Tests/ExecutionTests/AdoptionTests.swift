import Execution
import Foundation
import Promotion
import Supervision
import Testing

@Suite struct AdoptionTests {
    @Test("R-05: a stored handle is enough to take a running step over, without a gap in its log")
    func storedHandleIsEnough() async throws {
        for sandbox in await Bench.sandboxes() {
            let bench = try Bench(sandbox)
            let handle = try await bench.runner.start(
                bench.request(["/bin/bash", "-c", "for i in {1..40}; do echo $i; sleep 0.02; done; exit 5"]))
            let log = AttemptLog(handle.folder)
            #expect(try await Bench.eventually { try await log.chunk(from: 0).nextOffset > 20 })
            let first = try await log.chunk(from: 0)

            let stored = try JSONEncoder().encode(handle)
            let adopted = try JSONDecoder().decode(AttemptHandle.self, from: stored)
            let runner = LocalRunner(supervisor: Bench.supervisor, sandbox: sandbox)
            #expect(try await runner.adopt(handle.folder) == adopted)
            var rest: [UInt8] = []
            for try await chunk in AttemptLog(adopted.folder).follow(from: first.nextOffset) { rest += chunk.bytes }
            guard case .finished(let exit) = try await runner.observe(adopted) else {
                Issue.record("not finished")
                continue
            }
            #expect(exit.outcome == .exited(code: 5))
            let expected = (1...40).map { "\($0)\n" }.joined()
            #expect(String(decoding: first.bytes + rest, as: UTF8.self) == expected)
        }
    }

    @Test("R-05: a supervisor is in no session or group of the process that started it")
    func supervisorIsOnItsOwn() async throws {
        let bench = try Bench()
        let handle = try await bench.runner.start(bench.request(["/bin/bash", "-c", "echo up; sleep 1000"]))
        let supervisor = try ProcessStatus(of: handle.supervisor.pid)
        #expect(supervisor.session == handle.supervisor.pid)
        #expect(supervisor.session != (try ProcessStatus(of: getpid())).session)
        #expect(try await Bench.eventually { bench.log() == "up\n" })
        try await bench.runner.stop(handle, reason: "")
        _ = try await bench.runner.end(of: handle)
    }

    @Test("R-06: kill -9 of the step alone is a failure by signal 9")
    func killedStepHasFailed() async throws {
        for sandbox in await Bench.sandboxes() {
            let bench = try Bench(sandbox)
            let handle = try await bench.runner.start(
                bench.request(
                    ["/usr/bin/python3", "-c", "import time; time.sleep(1000)"], variables: ["TEST_MARK": bench.folder])
            )
            #expect(try await Bench.eventually { !Self.trainers(bench).isEmpty })
            for pid in Self.trainers(bench) { kill(pid, SIGKILL) }
            guard case .finished(let exit) = try await bench.runner.end(of: handle) else {
                Issue.record("lost")
                continue
            }
            #expect(exit.outcome == .signalled(9))
            #expect(exit.summary == "failed (signal 9)")
            #expect(Bench.processes(marked: bench.folder).isEmpty)
        }
    }

    private static func trainers(_ bench: Bench) -> [Int32] {
        Bench.processes(marked: bench.folder).filter {
            ((try? SmallFile.text("/proc/\($0)/cmdline")) ?? "").hasPrefix("/usr/bin/python3")
        }
    }

    @Test("R-06: kill -9 of the supervisor is a loss, and nothing of the step is left")
    func killedSupervisorIsALoss() async throws {
        for sandbox in await Bench.sandboxes() {
            let bench = try Bench(sandbox)
            let script =
                "setsid sleep 1000 & (setsid env -u SLUICE_ATTEMPT bash -c 'sleep 1000 & wait' &) ; echo up; wait; sleep 1000"
            let handle = try await bench.runner.start(
                bench.request(["/bin/bash", "-c", script], variables: ["TEST_MARK": bench.folder]))
            #expect(try await Bench.eventually { bench.log() == "up\n" })
            kill(handle.supervisor.pid, SIGKILL)
            guard case .lost(let reason) = try await bench.runner.end(of: handle) else {
                Issue.record("not lost")
                continue
            }
            #expect(reason == "its supervisor ended without leaving a record")
            #expect(try await Bench.eventually { Bench.processes(marked: bench.folder).filter(Self.isMarked).isEmpty })
            for pid in Bench.processes(marked: bench.folder) { kill(pid, SIGKILL) }
        }
    }

    private static func isMarked(_ pid: Int32) -> Bool {
        ((try? SmallFile.text("/proc/\(pid)/environ", limit: 1 << 22)) ?? "").contains(AttemptFolder.marker + "=")
    }

    @Test("R-06: kill -9 of supervisor and step together is a loss")
    func killedTogetherIsALoss() async throws {
        let bench = try Bench()
        let handle = try await bench.runner.start(
            bench.request(["/bin/sleep", "1000"], variables: ["TEST_MARK": bench.folder]))
        #expect(try await Bench.eventually { !Bench.processes(marked: bench.folder).isEmpty })
        kill(handle.supervisor.pid, SIGKILL)
        for pid in Bench.processes(marked: bench.folder) { kill(pid, SIGKILL) }
        guard case .lost = try await bench.runner.end(of: handle) else {
            Issue.record("not lost")
            return
        }
        #expect(Bench.processes(marked: bench.folder).isEmpty)
    }

    @Test("R-08: another process with the same number is neither believed nor signalled")
    func reusedNumberIsNotBelieved() async throws {
        let bench = try Bench()
        let handle = try await bench.runner.start(bench.request(["/bin/sleep", "1000"]))
        let real = handle.supervisor
        let earlier = ProcessIdentity(pid: real.pid, startTicks: real.startTicks - 1, bootID: real.bootID)
        let otherBoot = ProcessIdentity(pid: real.pid, startTicks: real.startTicks, bootID: "another")
        for wrong in [earlier, otherBoot] {
            #expect(!wrong.isRunning)
            #expect(!wrong.signal(SIGKILL))
        }
        #expect(real.isRunning)
        let folder = AttemptFolder(bench.folder + "/attempts/none")
        guard case .lost = try await bench.runner.observe(AttemptHandle(folder: folder, supervisor: otherBoot)) else {
            Issue.record("believed")
            return
        }
        #expect(real.isRunning)
        try await bench.runner.stop(handle, reason: "")
        _ = try await bench.runner.end(of: handle)
    }

    @Test func supervisorWithoutSignOfLifeIsGivenUp() async throws {
        let bench = try Bench()
        var runner = bench.runner
        runner.staleAfter = 1500
        let handle = try await runner.start(
            bench.request(["/bin/sleep", "1000"], variables: ["TEST_MARK": bench.folder]))
        #expect(try await Bench.eventually { !Bench.processes(marked: bench.folder).isEmpty })
        kill(handle.supervisor.pid, SIGSTOP)
        guard case .lost(let reason) = try await runner.end(of: handle) else {
            Issue.record("not lost")
            return
        }
        #expect(reason.contains("no sign of life"))
        #expect(Bench.processes(marked: bench.folder).isEmpty)
    }

    @Test func noZombiesAreLeft() async throws {
        let bench = try Bench()
        let handle = try await bench.runner.start(bench.request(["/bin/true"]))
        _ = try await bench.runner.end(of: handle)
        #expect(try await Bench.eventually { (try? ProcessStatus(of: handle.supervisor.pid)) == nil })
    }

    @Test func tornExitRecordIsNoSuccess() async throws {
        let bench = try Bench()
        let handle = try await bench.runner.start(bench.request(["/bin/true"]))
        _ = try await bench.runner.end(of: handle)
        try Data("outcome=exited\ncode=0".utf8).write(to: URL(fileURLWithPath: handle.folder.exit))
        await #expect(throws: ExecutionError.self) { try await bench.runner.observe(handle) }
    }
}
