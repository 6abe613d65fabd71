import Supervision
import Testing

@Suite struct RecordTests {
    @Test(arguments: ["", "plain", "a=b", "two\nlines", "back\\slash", "\\n", "end\\", "é\u{202e}", "\r\n\n"])
    func valuesComeBackAsTheyWere(value: String) throws {
        var record = Record()
        record.append("key", value)
        record.append("key", "second")
        let read = try Record(decoding: Array(record.encoded.utf8))
        #expect(read.all("key") == [value, "second"])
    }

    @Test func whatIsCutShortIsRefused() {
        #expect(throws: SupervisionError.self) { try Record(decoding: Array("outcome=exited\ncode=0".utf8)) }
        #expect(throws: SupervisionError.self) { try Record(decoding: Array("no equals sign\n".utf8)) }
    }

    @Test func specificationComesBackAsItWas() throws {
        let specification = StepSpecification(
            arguments: ["a b", "", "x\ny"], environment: ["A": "1=2", "B": ""], workingFolder: "/w",
            sandbox: ["/usr/bin/bwrap", "--bind"],
            limits: SupervisedLimits(milliseconds: 1, memory: 2, output: 3, graceMilliseconds: 4, processes: 5))
        #expect(try StepSpecification(decoding: Array(specification.encoded.utf8)) == specification)
    }

    @Test(arguments: [
        StepExit.Outcome.exited(code: 0), .exited(code: 255), .signalled(9), .timedOut, .outOfMemory, .tooManyProcesses,
        .stopped(reason: "because\nof this"), .notStarted(reason: ""),
    ])
    func exitComesBackAsItWas(outcome: StepExit.Outcome) throws {
        var usage = StepExit.Usage()
        usage.wallMilliseconds = 1
        usage.leftovers = 7
        let exit = StepExit(outcome: outcome, usage: usage, startedAt: 5, finishedAt: 6)
        #expect(try StepExit(decoding: Array(exit.encoded.utf8)) == exit)
        #expect(exit.succeeded == (outcome == .exited(code: 0)))
    }

    /// A record of this version, as it stands on disks: later versions must read it.
    @Test func exitOfVersionOneIsRead() throws {
        let text = """
            outcome=signalled
            signal=9
            started-at=1700000000000
            finished-at=1700000001000
            wall-ms=1000
            user-ms=10
            system-ms=20
            max-resident-bytes=4096
            output-bytes=5
            dropped-bytes=0
            leftovers=1

            """
        let exit = try StepExit(decoding: Array(text.utf8))
        #expect(exit.summary == "failed (signal 9)")
    }

    @Test func exitWithoutOutcomeOrOfUnknownOutcomeIsRefused() {
        for text in ["", "outcome=fine\n", "outcome=exited\n"] {
            #expect(throws: SupervisionError.self) { try StepExit(decoding: Array(text.utf8)) }
        }
    }
}
