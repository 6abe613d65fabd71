import Gates
import Promotion
import Testing

@Suite struct GateCompositionTests {
    private let evidence = GateFixture.evidence(
        ["good": .number(0.9), "bad": .number(0.1), "nan": .number(.nan)], champion: nil)

    private static let parts: [(Verdict, MetricCheck)] = [
        (.passed, .passing), (.failed, .failing), (.inconclusive, .unknown), (.skipped, .skipped),
    ]

    private func verdict(_ condition: GateCondition) -> Verdict? {
        GateFixture.decide(condition, by: evidence).checks.first?.verdict
    }

    /// Kleene's strong connectives: of three values, `all` is the least and `any` the greatest; a part that does not apply is as if absent.
    @Test func `all and any follow the strong three-valued logic, for every pair`() {
        let order: [Verdict] = [.failed, .inconclusive, .passed]
        for (first, one) in Self.parts {
            for (second, other) in Self.parts {
                let pair = [GateCheck.metric(one), .metric(other)]
                let ranks = [first, second].compactMap { order.firstIndex(of: $0) }
                let least = ranks.min().map { order[$0] } ?? .skipped
                let greatest = ranks.max().map { order[$0] } ?? .skipped
                #expect(verdict(.all(pair)) == least, "all of \(first), \(second)")
                #expect(verdict(.any(pair)) == greatest, "any of \(first), \(second)")
            }
        }
    }

    @Test func `the opposite of what is not known is not known`() {
        let opposites: [Verdict: Verdict] = [
            .passed: .failed, .failed: .passed, .inconclusive: .inconclusive, .skipped: .skipped,
        ]
        for (verdict, check) in Self.parts { #expect(self.verdict(.not(.metric(check))) == opposites[verdict]) }
    }

    @Test("R-56: no composition turns a figure that is none into a pass")
    func unusableFiguresStaySo() {
        let nan = GateCheck.metric(MetricCheck(metric: "nan", threshold: 0.5))
        let missing = GateCheck.metric(.unknown)
        for part in [nan, missing] {
            #expect(verdict(.not(part)) == .inconclusive)
            #expect(verdict(.not(GateCheck(.not(part)))) == .inconclusive)
            #expect(verdict(.not(GateCheck(.any([part, .metric(.failing)])))) == .inconclusive)
            #expect(verdict(.not(GateCheck(.all([part])))) == .inconclusive)
        }
        // Whatever the figure were, the other part fails: all of them do not hold, and that is known.
        #expect(verdict(.not(GateCheck(.all([nan, .metric(.failing)])))) == .passed)
        let policy = GatePolicy(
            checks: [GateCheck(.not(.metric(MetricCheck(metric: "good", againstChampion: true))))],
            onMissingChampion: .fail)
        #expect(Gate.decide(policy: policy, evidence: evidence).verdict == .inconclusive)
    }

    @Test func `De Morgan's laws hold`() {
        for (_, one) in Self.parts {
            for (_, other) in Self.parts {
                let pair = [GateCheck.metric(one), .metric(other)]
                let opposites = pair.map { GateCheck(.not($0)) }
                #expect(verdict(.not(GateCheck(.all(pair)))) == verdict(.any(opposites)))
                #expect(verdict(.not(GateCheck(.any(pair)))) == verdict(.all(opposites)))
            }
        }
    }

    @Test func `advisory failures are shown and stop nothing`() throws {
        let policy = GatePolicy(checks: [
            .metric(.passing), GateCheck(.metric(.failing), severity: .advisory),
            GateCheck(.metric(.unknown), severity: .advisory),
        ])
        let decision = Gate.decide(policy: policy, evidence: evidence)
        #expect(decision.verdict == .passed)
        #expect(decision.checks.map(\.verdict) == [.passed, .failed, .inconclusive])
        #expect(decision.checks.map(\.severity) == [nil, .advisory, .advisory])
        #expect(decision.objections == [])
    }

    @Test func `results are numbered, and only what stands in the way by itself objects`() {
        let policy = GatePolicy(checks: [
            GateCheck(.any([.metric(.failing), .metric(.passing)])),
            GateCheck(.any([.metric(.failing), .metric(.unknown)]), name: "quality"),
            GateCheck(.not(GateCheck(.metric(.passing), name: "good enough"))),
        ])
        let decision = Gate.decide(policy: policy, evidence: evidence)
        #expect(
            decision.checks.compactMap(\.path?.description) == ["1", "1.1", "1.2", "2", "2.1", "2.2", "3", "3.1"])
        #expect(decision.checks.map(\.check)[3...] == ["quality", "bad ≥ 0.5", "none ≥ 0.5", "not", "good enough"])
        #expect(decision.checks.compactMap(\.kind) == [.any, .metric, .metric, .any, .metric, .metric, .not, .metric])
        #expect(decision.verdict == .failed)
        #expect(
            decision.objections == [
                "0 of 2 hold: bad 0.1 is below the threshold 0.5; none of the candidate is missing: the evaluate step "
                    + "logged 'bad', 'good', 'nan'",
                "the opposite was asked for: good 0.9 is above the threshold 0.5",
            ])
        #expect(decision.checks[0].reason == "1 of 2 holds: good 0.9 is above the threshold 0.5")
    }

    @Test func `an empty gate passes, and says so`() {
        let decision = GateFixture.decide(by: evidence)
        #expect(decision.verdict == .passed && decision.checks.map(\.verdict) == [.skipped])
    }
}
