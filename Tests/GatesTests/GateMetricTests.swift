import Gates
import Promotion
import Testing

@Suite struct GateMetricTests {
    private let floor = GatePolicy([MetricCheck(metric: "f1", threshold: 0.6)])

    @Test(
        "R-56: a metric without a usable figure never passes and is named",
        arguments: [
            (
                MetricValue.number(.nan), Verdict.failed,
                "f1 of the candidate is NaN, not a number: such a figure never passes"
            ),
            (.number(.infinity), .failed, "f1 of the candidate is infinite: such a figure never passes"),
            (.number(-.infinity), .failed, "f1 of the candidate is minus infinity: such a figure never passes"),
            (.text("0.9"), .inconclusive, "f1 of the candidate was logged as text, '0.9', and not as a number"),
            (nil, .inconclusive, "f1 of the candidate is missing: the evaluate step logged no metric"),
        ] as [(MetricValue?, Verdict, String)])
    func unusable(value: MetricValue?, verdict: Verdict, reason: String) throws {
        let candidate = scored(2, ["f1": value].compactMapValues { $0 })
        for check in [MetricCheck(metric: "f1", threshold: 0.1), MetricCheck(metric: "f1", againstChampion: true)] {
            for greater in [true, false] {
                var check = check
                check.greaterIsBetter = greater
                let decision = Gate.decide(
                    policy: GatePolicy([check]), candidate: candidate,
                    champion: .scored(scored(1, ["f1": .number(0.5)])))
                #expect(decision.verdict == verdict)
                #expect(decision.checks.map(\.reason) == [reason])
                #expect(decision.checks.first?.candidate == nil)
            }
        }
    }

    @Test(
        "R-56: a champion without a usable figure is Inconclusive",
        arguments: [
            (MetricValue.number(.nan), "f1 of champion version 1 is NaN, not a number: such a figure never passes"),
            (.text("x"), "f1 of champion version 1 was logged as text, 'x', and not as a number"),
            (nil, "f1 of champion version 1 is missing: the evaluate step logged 'auc'"),
        ] as [(MetricValue?, String)])
    func unusableChampion(value: MetricValue?, reason: String) {
        let champion = scored(1, ["f1": value, "auc": .number(1)].compactMapValues { $0 })
        let decision = decide(MetricCheck(metric: "f1", againstChampion: true), 0.9, champion: .scored(champion))
        #expect(decision.verdict == .inconclusive)
        #expect(decision.objections == [reason])
    }

    @Test("R-56: challenger = champion fails with its reason")
    func candidateIsChampion() {
        let version = scored(4, ["f1": .number(0.9)])
        let decision = Gate.decide(policy: floor, candidate: version, champion: .scored(version))
        #expect(decision.verdict == .failed)
        #expect(decision.objections == ["version 4 is the champion already: there is nothing to promote"])
    }

    @Test("R-56: a deleted champion is not a missing one", arguments: MissingChampionRule.allCases)
    func championDeleted(rule: MissingChampionRule) {
        let policy = GatePolicy([MetricCheck(metric: "f1", againstChampion: true)], onMissingChampion: rule)
        let decision = Gate.decide(
            policy: policy, candidate: scored(2, ["f1": .number(0.9)]),
            champion: .unavailable(version: 1, reason: "was deleted"))
        #expect(decision.verdict == .inconclusive)
        #expect(decision.champion == 1)
        #expect(!decision.needsApproval)
        #expect(decision.objections == ["champion version 1 was deleted: f1 cannot be compared with it"])
    }

    @Test("R-56: scores on different dataset versions are not compared")
    func datasetDiffers() {
        let check = MetricCheck(metric: "f1", againstChampion: true)
        let others: [([DatasetName: DatasetVersion], String)] = [
            (holdout("7", "b"), "'holdout' version 7, digest bbbbbbbbbbbb"), ([:], "no version of 'holdout'"),
        ]
        for (datasets, shown) in others {
            let champion = ScoredVersion(version: 1, scores: Scores(metrics: ["f1": .number(0.1)], datasets: datasets))
            let decision = decide(check, 0.9, champion: .scored(champion))
            #expect(decision.verdict == .inconclusive)
            #expect(
                decision.objections == [
                    "the candidate was scored on 'holdout' version 6, digest aaaaaaaaaaaa, champion version 1 on \(shown): "
                        + "figures from different data are not compared"
                ])
        }
    }

    @Test("R-56: scores on no known dataset version are not compared")
    func datasetUnknown() {
        let policy = GatePolicy([MetricCheck(metric: "f1", againstChampion: true)])
        let blank = Scores(metrics: ["f1": .number(0.9)], datasets: [:])
        let decision = Gate.decide(
            policy: policy, candidate: ScoredVersion(version: 2, scores: blank),
            champion: .scored(ScoredVersion(version: 1, scores: blank)))
        #expect(decision.verdict == .inconclusive)
    }

    @Test func theSameDigestUnderAnotherVersionNumberIsTheSameData() {
        let champion = ScoredVersion(
            version: 1, scores: Scores(metrics: ["f1": .number(0.5)], datasets: holdout("9", "a")))
        #expect(
            decide(MetricCheck(metric: "f1", againstChampion: true), 0.6, champion: .scored(champion)).verdict
                == .passed)
    }

    @Test(
        "R-56: a tie passes",
        arguments: [
            (0.85, 0.80, 0.05, true, true), (0.75, 0.80, 0.05, false, true), (0.3, 0.1, 0.2, true, true),
            (0.849999999999999, 0.80, 0.05, true, false), (0.750000000000001, 0.80, 0.05, false, false),
            (0.8, 0.8, 0, true, true), (0.8, 0.8, 0, false, true), (-0.1, -0.2, 0.1, true, true),
            (.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude, true, true), (1e300, 1e300, 1e-300, true, false),
        ] as [(Double, Double, Double, Bool, Bool)])
    func absoluteTies(candidate: Double, champion: Double, change: Double, greater: Bool, passes: Bool) {
        let check = MetricCheck(
            metric: "f1", againstChampion: true, minAbsoluteChange: change, greaterIsBetter: greater)
        #expect(decide(check, candidate, champion: at(champion)).verdict == (passes ? .passed : .failed))
    }

    @Test(
        arguments: [
            (0.84, 0.80, 0.05, true, true), (0.8399, 0.80, 0.05, true, false), (0.76, 0.80, 0.05, false, true),
            (0.7601, 0.80, 0.05, false, false), (-0.19, -0.20, 0.05, true, true), (-0.21, -0.20, 0.05, true, false),
            (-0.21, -0.20, 0.05, false, true), (1.1, 1.0, 0.1, true, true),
            (0, 0, 0.05, true, false), (1e-10, 0, 0.05, true, true), (9e-11, 0, 0.05, true, false),
            (-1e-10, 0, 0.05, false, true), (0, 0, 0, true, false),
        ] as [(Double, Double, Double, Bool, Bool)])
    func relativeChangeIsOfTheMagnitude(
        candidate: Double, champion: Double, change: Double, greater: Bool, passes: Bool
    ) {
        let check = MetricCheck(
            metric: "f1", againstChampion: true, minRelativeChange: change, greaterIsBetter: greater)
        #expect(decide(check, candidate, champion: at(champion)).verdict == (passes ? .passed : .failed))
    }

    @Test(
        arguments: [
            (0.5812, 0.6, true, "f1 0.5812 is below the threshold 0.6", Verdict.failed),
            (0.61, 0.6, true, "f1 0.61 is above the threshold 0.6", .passed),
            (0.6, 0.6, true, "f1 0.6 is exactly the threshold, which passes: 0.6", .passed),
            (0.7, 0.6, false, "f1 0.7 is above the threshold 0.6", .failed),
            (0.5, 0.6, false, "f1 0.5 is below the threshold 0.6", .passed),
        ] as [(Double, Double, Bool, String, Verdict)])
    func thresholdSentences(value: Double, threshold: Double, greater: Bool, reason: String, verdict: Verdict) {
        let check = MetricCheck(metric: "f1", threshold: threshold, greaterIsBetter: greater)
        let decision = decide(check, value, champion: .none)
        #expect(decision.checks.map(\.reason) == [reason])
        #expect(decision.verdict == verdict)
        #expect(decision.checks.first?.required == threshold)
    }

    @Test(
        arguments: [
            (0.61, 0.01, nil, "f1 0.61 beats champion version 1's 0.5812 by 0.0288; at least 0.01 was asked"),
            (
                0.57, 0.01, nil,
                "f1 0.57 is worse than champion version 1's 0.5812 by 0.0112; at least 0.01 better was asked"
            ),
            (0.57, 0.0, nil, "f1 0.57 is worse than champion version 1's 0.5812 by 0.0112; it must not be worse"),
            (0.5812, nil, nil, "f1 0.5812 equals champion version 1's 0.5812; a tie passes"),
            (0.61, nil, 0.05, "f1 0.61 beats champion version 1's 0.5812 by 0.0288; at least 0.0291 (5 %) was asked"),
        ] as [(Double, Double?, Double?, String)])
    func comparisonSentences(value: Double, absolute: Double?, relative: Double?, reason: String) {
        let check = MetricCheck(
            metric: "f1", againstChampion: true, minAbsoluteChange: absolute, minRelativeChange: relative)
        #expect(decide(check, value, champion: at(0.5812)).checks.map(\.reason) == [reason])
    }

    @Test(arguments: [
        (MissingChampionRule.thresholds, Verdict.passed, false), (.approval, .passed, true), (.fail, .failed, false),
    ])
    func theFirstModel(rule: MissingChampionRule, verdict: Verdict, needsApproval: Bool) {
        let policy = GatePolicy(
            [MetricCheck(metric: "f1", threshold: 0.5), MetricCheck(metric: "f1", againstChampion: true)],
            onMissingChampion: rule)
        let decision = Gate.decide(policy: policy, candidate: scored(1, ["f1": .number(0.6)]), champion: .none)
        #expect(decision.verdict == verdict)
        #expect(decision.needsApproval == needsApproval)
        #expect(decision.champion == nil)
        #expect(decision.checks[0].verdict == .passed)
        #expect(decision.checks[1].reason.hasPrefix("there is no champion yet to compare f1 with: "))
    }

    @Test func theFirstModelStillHasToReachTheThreshold() {
        let policy = GatePolicy(
            [MetricCheck(metric: "f1", threshold: 0.5, againstChampion: true)], onMissingChampion: .approval)
        let decision = Gate.decide(policy: policy, candidate: scored(1, ["f1": .number(0.4)]), champion: .none)
        #expect(decision.verdict == .failed)
    }

    @Test func aGateWithoutChecksPassesAndSaysSo() {
        let decision = Gate.decide(policy: GatePolicy(), candidate: scored(1, [:]), champion: .none)
        #expect(decision.verdict == .passed)
        #expect(
            decision.checks.map(\.reason) == ["the gate has no checks: nothing was checked, and every candidate passes"]
        )
    }

    @Test func severalChecksAreAllReportedAndFailedOutweighsInconclusive() {
        let policy = GatePolicy([
            MetricCheck(metric: "auc", threshold: 0.5), MetricCheck(metric: "f1", threshold: 0.9),
            MetricCheck(
                metric: "f1", threshold: 0.1, againstChampion: true, minAbsoluteChange: 0, minRelativeChange: 0.5),
        ])
        let decision = Gate.decide(
            policy: policy, candidate: scored(2, ["f1": .number(0.6)]), champion: at(0.5))
        #expect(decision.checks.map(\.verdict) == [.inconclusive, .failed, .passed, .passed, .failed])
        #expect(
            decision.checks.map(\.check) == [
                "auc ≥ 0.5", "f1 ≥ 0.9", "f1 ≥ 0.1", "f1 against champion", "f1 against champion by at least 50 %",
            ])
        #expect(decision.verdict == .failed)
        #expect(decision.checks[4].required == 0.75)
    }

    @Test func policiesWithImpossibleFiguresFail() {
        for check in [
            MetricCheck(metric: "f1", threshold: .nan), MetricCheck(metric: "f1", threshold: -.infinity),
            MetricCheck(metric: "f1", againstChampion: true, minAbsoluteChange: -.infinity),
            MetricCheck(metric: "f1", againstChampion: true, minRelativeChange: .nan),
        ] {
            #expect(decide(check, 0.9, champion: at(0.1)).verdict == .failed)
        }
    }

    private func decide(_ check: MetricCheck, _ value: Double, champion: Champion) -> GateDecision {
        Gate.decide(
            policy: GatePolicy([check]), candidate: scored(2, ["f1": .number(value)]), champion: champion)
    }

    private func at(_ value: Double) -> Champion { .scored(scored(1, ["f1": .number(value)])) }

    private func scored(_ version: Int, _ metrics: [String: MetricValue]) -> ScoredVersion {
        ScoredVersion(version: version, scores: Scores(metrics: metrics, datasets: holdout("6", "a")))
    }

    private func holdout(_ version: String, _ digit: Character) -> [DatasetName: DatasetVersion] {
        [
            DatasetName(checked: "holdout"): DatasetVersion(
                version: version, digest: Digest(checked: String(repeating: digit, count: 64)),
                location: "/data/holdout",
                binding: .delta(path: "data/holdout"), timestamp: nil, schema: nil, fileCount: 1, byteCount: 1,
                rowCount: nil)
        ]
    }
}

extension GatePolicy {
    /// A gate of metrics only.
    init(_ checks: [MetricCheck], onMissingChampion: MissingChampionRule = .thresholds) {
        self.init(checks: checks.map(GateCheck.metric), onMissingChampion: onMissingChampion)
    }
}

extension Gate {
    /// Judges by scores alone.
    static func decide(policy: GatePolicy, candidate: ScoredVersion, champion: Champion) -> GateDecision {
        decide(
            policy: policy,
            evidence: GateEvidence(candidate: candidate, champion: champion, now: Timestamp(milliseconds: 0)))
    }
}
