import Execution
import Foundation
import Promotion
import Supervision
import Testing

@Suite struct EndingTests {
    /// Every way to be left behind that a script has.
    static let orphans = """
        import os, signal, subprocess, sys, time
        def detach(body):
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    body()
                    os._exit(0)
                os._exit(0)
        def forever():
            while True: time.sleep(100)
        def deaf():
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT): signal.signal(number, signal.SIG_IGN)
            forever()
        def quiet():
            for number in (0, 1, 2): os.close(number)
            forever()
        detach(forever); detach(deaf); detach(quiet); detach(lambda: os.kill(os.getpid(), signal.SIGSTOP))
        subprocess.Popen(["nohup", "setsid", "sleep", "1000"])
        subprocess.Popen(["sleep", "1000"])
        time.sleep(0.5)
        print("ready", flush=True)
        """

    @Test("R-47: orphans of every kind are gone when a step has ended")
    func orphansAreGone() async throws {
        for sandbox in await Bench.sandboxes() {
            let bench = try Bench(sandbox)
            let exit = try await bench.run(
                bench.request(["/usr/bin/python3", "-c", Self.orphans], variables: ["TEST_MARK": bench.folder]))
            #expect(exit.succeeded)
            #expect(bench.log().contains("ready"))
            #expect(Bench.processes(marked: bench.folder).isEmpty)
            if case .unavailable = sandbox { #expect(exit.usage.leftovers == 6) }
        }
    }

    @Test("R-47: a fork bomb is ended")
    func forkBombIsEnded() async throws {
        for sandbox in await Bench.sandboxes() {
            let bench = try Bench(sandbox)
            var runner = bench.runner
            runner.processLimit = 100
            let bomb = "import os, time\nfor _ in range(400):\n  if os.fork() == 0: time.sleep(1000)\ntime.sleep(1000)"
            let handle = try await runner.start(
                bench.request(["/usr/bin/python3", "-c", bomb], variables: ["TEST_MARK": bench.folder]))
            guard case .finished(let exit) = try await runner.end(of: handle) else {
                Issue.record("lost")
                return
            }
            #expect(exit.outcome == .tooManyProcesses)
            #expect(Bench.processes(marked: bench.folder).isEmpty)
        }
    }

    @Test("R-50: a step over its time ends, even if it ignores SIGTERM")
    func stepOverItsTimeEnds() async throws {
        for sandbox in await Bench.sandboxes() {
            let bench = try Bench(sandbox)
            let limits = StepLimits(seconds: 1, graceSeconds: 1)
            let exit = try await bench.run(
                script: "trap '' TERM; while :; do sleep 100; done", limits: limits,
                variables: ["TEST_MARK": bench.folder])
            #expect(exit.outcome == .timedOut)
            #expect(exit.usage.wallMilliseconds >= 2000)
            #expect(Bench.processes(marked: bench.folder).isEmpty)
        }
    }

    @Test func stepThatHeedsSIGTERMCanTidyUp() async throws {
        for sandbox in await Bench.sandboxes() {
            let bench = try Bench(sandbox)
            let limits = StepLimits(seconds: 1, graceSeconds: 30)
            let exit = try await bench.run(
                script: "trap 'echo tidy; exit 0' TERM; sleep 100 & wait", limits: limits)
            #expect(exit.outcome == .timedOut)
            #expect(bench.log() == "tidy\n")
        }
    }

    @Test("R-49: a step over its memory is ended and named")
    func stepOverItsMemoryIsEnded() async throws {
        for sandbox in await Bench.sandboxes() {
            let bench = try Bench(sandbox)
            let hog =
                "import time\nkept = []\nfor _ in range(40): kept.append(b'x' * (10 << 20)); time.sleep(0.02)\ntime.sleep(100)"
            let limits = StepLimits(seconds: 60, memory: 150 << 20, graceSeconds: 30)
            let exit = try await bench.run(bench.request(["/usr/bin/python3", "-c", hog], limits: limits))
            #expect(exit.outcome == .outOfMemory)
            #expect(exit.usage.maximumResidentBytes > 150 << 20)
        }
    }

    @Test func sharedPagesAreCountedOnce() async throws {
        let bench = try Bench()
        let script = """
            import os, time
            kept = bytearray(os.urandom(1 << 20) * 60)
            for _ in range(8):
                if os.fork() == 0:
                    time.sleep(1.5)
                    os._exit(0)
            time.sleep(1)
            """
        let limits = StepLimits(seconds: 60, memory: 200 << 20)
        #expect(try await bench.run(bench.request(["/usr/bin/python3", "-c", script], limits: limits)).succeeded)
    }

    @Test("R-48: output of any kind is kept up to the limit, and the rest is counted")
    func outputIsCapped() async throws {
        for sandbox in await Bench.sandboxes() {
            let bench = try Bench(sandbox)
            let limits = StepLimits(seconds: 120, output: 1 << 20)
            let exit = try await bench.run(
                script: "printf begin; head -c 1000000000 /dev/zero; printf '\\xff\\x1b[2Jthe end'", limits: limits)
            #expect(exit.succeeded)
            #expect(exit.usage.outputBytes == 1_000_000_017)
            let log = bench.log()
            let mark = "\n[sluice: \(exit.usage.droppedBytes) bytes of output dropped here]\n"
            #expect(log.hasPrefix("begin"))
            #expect(log.hasSuffix("the end"))
            #expect(log.contains(mark))
            let size =
                try FileManager.default.attributesOfItem(atPath: bench.folder + "/attempts/1/log")[.size] as? Int64
            #expect(size == (1 << 20) + Int64(mark.utf8.count))
            #expect(exit.usage.outputBytes - exit.usage.droppedBytes == 1 << 20)
        }
    }

    @Test("R-48: a step may close its output")
    func stepMayCloseItsOutput() async throws {
        let bench = try Bench()
        let exit = try await bench.run(script: "echo said; exec >&- 2>&-; sleep 0.3; exit 3")
        #expect(exit.outcome == .exited(code: 3))
        #expect(bench.log() == "said\n")
    }

    @Test("R-12: a full disk costs a part of the log and nothing else", .enabled(if: geteuid() == 0))
    func fullDiskCostsAPartOfTheLog() async throws {
        let bench = try Bench()
        let attempts = bench.folder + "/attempts"
        try #require(mount("tmpfs", attempts, "tmpfs", 0, "size=256k") == 0)
        defer { umount2(attempts, Int32(MNT_DETACH)) }
        let exit = try await bench.run(script: "head -c 5000000 /dev/zero; echo the end")
        #expect(exit.succeeded)
        #expect(exit.usage.outputBytes == 5_000_008)
        #expect(exit.usage.droppedBytes > 4_000_000)
    }

    @Test func deathBySignalIsTold() async throws {
        for sandbox in await Bench.sandboxes() {
            let bench = try Bench(sandbox)
            let exit = try await bench.run(script: "kill -SEGV $$")
            #expect(exit.outcome == .signalled(SIGSEGV))
            #expect(exit.summary == "failed (signal 11)")
        }
    }

    @Test("R-50: stopping, twice and too late, gives one end")
    func stoppingGivesOneEnd() async throws {
        for sandbox in await Bench.sandboxes() {
            let bench = try Bench(sandbox)
            let handle = try await bench.runner.start(bench.request(["/bin/sleep", "1000"]))
            // At once: the supervisor may not even have read what to run.
            try await bench.runner.stop(handle, reason: "superseded by 'abc'")
            try await bench.runner.stop(handle, reason: "again")
            let end = try await bench.runner.end(of: handle)
            guard case .finished(let exit) = end else {
                Issue.record("lost: \(end)")
                continue
            }
            #expect(exit.outcome == .stopped(reason: "superseded by 'abc'"))
            try await bench.runner.stop(handle, reason: "late")
            #expect(try await bench.runner.end(of: handle) == end)
        }
    }

    @Test("R-50: stopping at the moment of the end gives one end")
    func stoppingRacesWithTheEnd() async throws {
        let bench = try Bench()
        for attempt in 0..<50 {
            let handle = try await bench.runner.start(bench.request(["/bin/sleep", "0.01"], attempt: "\(attempt)"))
            try await Task.sleep(for: .milliseconds(attempt / 2))
            try await bench.runner.stop(handle, reason: "")
            guard case .finished(let exit) = try await bench.runner.end(of: handle) else {
                Issue.record("lost")
                return
            }
            #expect(exit.outcome == .stopped(reason: "") || exit.succeeded)
        }
    }
}
