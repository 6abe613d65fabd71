import Gates
import Promotion
import Testing

@Suite("A decision at a later time")
struct GateLaterTests {
    private static let hour: Int64 = 3_600_000
    /// Wednesday, 2026-11-18 12:00 UTC.
    private static let noon = Timestamp(milliseconds: 1_795_003_200_000)
    private static let staging = EnvironmentName(checked: "staging")

    private func window(_ span: String) throws -> GateCheck {
        GateCheck(.window(WindowCheck(inside: [try WindowSpan(parsing: span)], never: [], zone: "UTC")))
    }

    private func evidence(hours: Int64, soak: SoakEvidence = .unknown(reason: "nobody looked")) -> GateEvidence {
        var evidence = GateFixture.evidence(["f1": .number(0.9)], champion: nil)
        evidence.now = Timestamp(milliseconds: Self.noon.milliseconds + hours * Self.hour)
        evidence.zones["UTC"] = .utc
        evidence.soak = soak
        return evidence
    }

    /// What was decided at noon, asked again two hours later with no evidence but the time.
    private func later(
        _ checks: [GateCheck], soak: SoakEvidence = .unknown(reason: "nobody looked"),
        _ change: (inout GateDecision) -> Void = { _ in }
    ) -> GateDecision {
        let policy = GatePolicy(checks: checks)
        var decision = Gate.decide(policy: policy, evidence: evidence(hours: 0, soak: soak))
        change(&decision)
        var then = evidence(hours: 2, soak: soak)
        then.candidate = ScoredVersion(version: 9, scores: Scores(metrics: [:], datasets: [:]))
        return Gate.decideLater(decision, policy: policy, evidence: then)
    }

    private let good = GateCheck.metric(MetricCheck(metric: "f1", threshold: 0.5))
    private let bad = GateCheck.metric(MetricCheck(metric: "f1", threshold: 0.95))

    @Test func `a window that closed takes the answer with it, and nothing else is asked anew`() throws {
        let open = try window("Wed 11:00-Wed 13:00")
        #expect(later([good]).verdict == .passed)
        let closed = later([good, open])
        #expect(closed.verdict == .failed && closed.checks.map(\.verdict) == [.passed, .failed])
        #expect(closed.objections.first?.contains("no promotion may happen before Wed 2026-11-25 11:00") == true)
        #expect(later([bad, try window("Wed 13:30-Wed 15:00")]).objections.count == 1)
    }

    @Test func `compositions are put together again`() throws {
        let open = try window("Wed 11:00-Wed 13:00")
        #expect(later([GateCheck(.any([open, good]))]).verdict == .passed)
        #expect(later([GateCheck(.any([open, bad]))]).verdict == .failed)
        #expect(later([GateCheck(.all([open, good]))]).verdict == .failed)
        #expect(later([GateCheck(.not(try window("Wed 13:30-Wed 15:00")))]).verdict == .failed)
        #expect(later([GateCheck(.not(open))]).verdict == .passed)
        #expect(later([good, GateCheck(open.condition, severity: .advisory)]).verdict == .passed)
    }

    @Test func `a soak goes on, and one that failed since counts no more`() {
        let soak = GateCheck(.soak(SoakCheck(seconds: 3 * 3600)))
        let since = Timestamp(milliseconds: Self.noon.milliseconds - 2 * Self.hour)
        #expect(later([soak], soak: .succeeded(environment: Self.staging, since: since)).verdict == .passed)
        #expect(later([soak], soak: .notYet(environment: Self.staging)).verdict == .failed)
    }

    @Test func `what was overridden stays so, in compositions too, and what is not on record is doubt`() throws {
        let open = try window("Wed 11:00-Wed 13:00")
        for check in [open, GateCheck(.all([open, bad]))] {
            let again = later([check]) { decision in
                decision.checks[0].verdict = .overridden
                decision.verdict = .overridden
            }
            #expect(again.verdict == .passed && again.checks[0].verdict == .overridden)
        }
        #expect(later([good, open]) { $0.checks.removeAll() }.verdict == .failed)
        #expect(later([good, try window("Wed 11:00-Wed 15:00")]) { $0.checks.removeAll() }.verdict == .inconclusive)
    }
}
