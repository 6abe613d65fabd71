import Gates
import Promotion
import Testing

@testable import Engine

@Suite("Gates that wait for a time")
struct GateTimingTests {
    private static let minute: Int64 = 60_000
    private static let hour: Int64 = 60 * minute
    /// Wednesday, 2026-11-18 12:00 UTC, 13:00 in Berlin.
    private static let now = Timestamp(milliseconds: 1_795_003_200_000)

    private func window(_ spans: String..., never: Bool = false, zone: String = "UTC") throws -> GateCheck {
        let spans = try spans.map { try WindowSpan(parsing: $0) }
        return GateCheck(.window(WindowCheck(inside: never ? [] : spans, never: never ? spans : [], zone: zone)))
    }

    private func timing(
        _ checks: [GateCheck], f1: Double = 0.9, soak: SoakEvidence = .unknown(reason: "nobody looked"),
        now: Timestamp = now
    ) -> GateTiming {
        let policy = GatePolicy(checks: checks)
        let scores = Scores(metrics: ["f1": .number(f1)], datasets: [:])
        var evidence = GateEvidence(candidate: ScoredVersion(version: 2, scores: scores), champion: .none, now: now)
        evidence.soak = soak
        evidence.zones = policy.zoneOffsets(at: now)
        return GateTiming(policy: policy, evidence: evidence)
    }

    private func wait(_ timing: GateTiming) -> GateTiming.Wait? {
        timing.wait(after: Gate.decide(policy: timing.policy, evidence: timing.evidence))
    }

    private let metric = GateCheck.metric(MetricCheck(metric: "f1", threshold: 0.5))

    @Test func aClosedWindowIsWaitedForUntilTheMinuteOfItsOpening() throws {
        let found = try #require(wait(timing([metric, try window("Wed 18:30-Wed 19:00")])))
        #expect(found.until == Timestamp(milliseconds: Self.now.milliseconds + 6 * Self.hour + 30 * Self.minute))
        #expect(found.reason.contains("no promotion may happen before"), "\(found.reason)")
        #expect(wait(timing([metric, try window("Wed 11:00-Wed 13:00")])) == nil)
    }

    @Test func aWindowFollowsTheClockOfItsZone() throws {
        let berlin = try #require(wait(timing([metric, try window("Wed 18:30-Wed 19:00", zone: "Europe/Berlin")])))
        #expect(berlin.until == Timestamp(milliseconds: Self.now.milliseconds + 5 * Self.hour + 30 * Self.minute))
        #expect(ZoneOffsets("Nowhere/Never", from: Self.now, to: Self.now) == nil)
        // On 2026-10-25 the clocks of Berlin go back: two periods, two hours and one hour from UTC.
        let before = Timestamp(milliseconds: 1_792_800_000_000)
        let after = Timestamp(milliseconds: before.milliseconds + 48 * Self.hour)
        let autumn = try #require(ZoneOffsets("Europe/Berlin", from: before, to: after))
        #expect(autumn.periods.map(\.seconds) == [7200, 3600])
        // A window in a zone that is not known here is no matter of time.
        var unknown = timing([metric, try window("Wed 18:30-Wed 19:00", zone: "Nowhere/Never")])
        #expect(unknown.evidence.zones.isEmpty)
        unknown = GateTiming(policy: unknown.policy, evidence: unknown.evidence)
        #expect(Gate.decide(policy: unknown.policy, evidence: unknown.evidence).verdict == .inconclusive)
    }

    @Test func aCandidateThatIsNotGoodEnoughDoesNotWait() throws {
        #expect(wait(timing([metric, try window("Wed 18:30-Wed 19:00")], f1: 0.4)) == nil)
    }

    @Test func aSoakTimeIsWaitedForUntilItIsOver() throws {
        let since = Timestamp(milliseconds: Self.now.milliseconds - Self.hour)
        let soak = GateCheck(.soak(SoakCheck(seconds: 7200)))
        let found = try #require(
            wait(timing([soak], soak: .succeeded(environment: EnvironmentName(checked: "staging"), since: since))))
        #expect(found.until == Timestamp(milliseconds: Self.now.milliseconds + Self.hour))
        let later = try #require(wait(timing([soak], soak: .notYet(environment: EnvironmentName(checked: "staging")))))
        #expect(later.until > Self.now)
        #expect(wait(timing([soak])) == nil)
    }

    @Test func compositionsAreWaitedForAsTheyMean() throws {
        let closed = try window("Wed 18:30-Wed 19:00")
        let open = try window("Wed 11:00-Wed 13:00")
        #expect(wait(timing([GateCheck(.any([closed, metric]))])) == nil)
        #expect(wait(timing([GateCheck(.any([closed, metric]))], f1: 0.4)) != nil)
        // 'not' of an open window is a no that ends with the window.
        let negated = try #require(wait(timing([GateCheck(.not(open))])))
        #expect(negated.until == Timestamp(milliseconds: Self.now.milliseconds + Self.hour))
        #expect(wait(timing([GateCheck(.not(metric)), closed])) == nil)
    }

    @Test func aWindowThatClosedSinceIsNoticed() throws {
        let gate = [metric, try window("Wed 11:00-Wed 13:00")]
        let then = timing(gate)
        let decision = Gate.decide(policy: then.policy, evidence: then.evidence)
        #expect(!then.hasChanged(since: decision))
        let later = timing(gate, now: Timestamp(milliseconds: Self.now.milliseconds + 2 * Self.hour))
        #expect(later.hasChanged(since: decision))
    }

    @Test func evidenceIsReadBackAsItWasKept() throws {
        let scores = Scores(metrics: ["f1": .number(.nan), "auc": .number(.infinity), "x": .text("a")], datasets: [:])
        let record = EvidenceRecord(
            candidate: ScoredVersion(version: 2, scores: scores),
            champion: .unavailable(version: 1, reason: "was deleted"),
            tables: [
                LoggedTable(
                    version: 2, path: "p.json", digest: Digest(checked: String(repeating: "ab", count: 32)), size: 3)
            ],
            tests: [TestReport(step: "unit", passed: 1, failed: ["a"], skipped: [.init(name: "b", reason: nil)])],
            models: ModelEvidence(candidate: .found(ModelFacts(flavors: ["sklearn"], signature: nil, bytes: 9))),
            training: [:], evaluation: [:], championTraining: .missing(reason: "there is no champion"),
            soak: .notYet(environment: EnvironmentName(checked: "dev")),
            commands: [
                .init(
                    path: CheckPath([1]), check: CommandCheck(run: .succeed),
                    outcome: .exited(code: 1, verdict: Array("{}".utf8)))
            ],
            now: Self.now)
        let text = try record.text()
        let read = try EvidenceRecord(text: text)
        #expect(try read.text() == text)
        #expect(read.commands == record.commands && read.champion == record.champion && read.tests == record.tests)
    }
}
