import Gates
import Promotion
import Testing

/// From bytes to a decision, beside what scipy, scikit-learn and numpy say about the same rows.
@Suite struct GatePredictionsTests {
    private let cases: ReferenceCases
    private let gate: ReferenceCases.GateCase

    init() throws {
        cases = try ReferenceCases.read()
        gate = cases.gate
    }

    private func table(_ owner: String, reversed: Bool = false) -> Gathered<PredictionFile> {
        let rows = gate.labels.indices.map { row in
            "\(row),\(gate.labels[row]),\(gate.predictions[owner]?[row] ?? 0),\(gate.scores[owner]?[row] ?? 0),"
                + "\(gate.margin[row]),\(gate.regions[row])"
        }
        let body = (reversed ? rows.reversed() : rows).joined(separator: "\n")
        return GateFixture.csv("id,label,prediction,score,margin,region\n\(body)\n", of: "\(owner).csv")
    }

    private func evidence(reversed: Bool = false) -> GateEvidence {
        var evidence = GateFixture.evidence()
        evidence.predictions["p.csv"] = PredictionTables(
            candidate: table("candidate"), champion: table("champion", reversed: reversed))
        return evidence
    }

    private let source = PredictionSource(file: "p.csv")
    private let byRegion = SliceRule(columns: ["region"])

    private func result(_ condition: GateCondition, _ evidence: GateEvidence? = nil) throws -> CheckResult {
        let decision = GateFixture.decide(condition, by: evidence ?? self.evidence())
        #expect(decision.checks.count == 1)
        return try #require(decision.checks.first)
    }

    @Test func `McNemar by slices with Holm's correction agrees with scipy`() throws {
        let check = SignificanceCheck(metric: .accuracy, method: .mcnemar, slices: byRegion, predictions: source)
        let found = try #require(try result(.significance(check)).slices)
        #expect(found.count == gate.slices.count)
        for expected in gate.slices {
            let slice = try #require(found.first { $0.name == expected.name })
            #expect(slice.rows == expected.rows)
            #expect(agree(slice.adjustedPValue, expected.mcnemarAdjusted))
            #expect(slice.verdict == (expected.mcnemarAdjusted <= 0.05 ? .passed : .failed))
        }
        #expect(found.first?.adjustedPValue == found.compactMap(\.adjustedPValue).max())
    }

    @Test func `DeLong by slices with Holm's correction agrees with the definition`() throws {
        let check = SignificanceCheck(
            metric: .rocAUC, margin: .maxAbsoluteDrop(0.02), slices: byRegion, predictions: source)
        let whole = try result(.significance(check))
        for expected in gate.slices {
            let slice = try #require(whole.slices?.first { $0.name == expected.name })
            #expect(agree(slice.adjustedPValue, expected.delongAdjusted))
            #expect(agree(slice.interval?.lower, expected.limits[0]))
            #expect(agree(slice.interval?.upper, expected.limits[1]))
            #expect(slice.interval?.confidence == 0.95)
        }
        #expect(whole.verdict == (gate.slices.allSatisfy { $0.delongAdjusted <= 0.05 } ? .passed : .failed))
    }

    @Test func `metrics by slices agree with scikit-learn, and the worst is named`() throws {
        let check = MetricCheck(metric: "f1", threshold: 0.5, slices: byRegion, predictions: source)
        let whole = try result(.metric(check))
        for expected in gate.slices {
            #expect(agree(whole.slices?.first { $0.name == expected.name }?.candidate, expected.f1[0]))
        }
        let worst = try #require(gate.slices.min { $0.f1[0] < $1.f1[0] })
        #expect(whole.slices?.first?.name == worst.name)
        #expect(whole.reason.contains("the worst is '\(worst.name)'"))
        let compared = MetricCheck(
            metric: "f1", againstChampion: true, maxAbsoluteDrop: 0.01, slices: byRegion, predictions: source)
        let beside = try result(.metric(compared))
        for expected in gate.slices {
            let slice = try #require(beside.slices?.first { $0.name == expected.name })
            #expect(agree(slice.champion, expected.f1[1]))
            #expect(slice.verdict == (expected.f1[0] - expected.f1[1] >= -0.01 ? .passed : .failed))
        }
    }

    @Test func `metrics by slices with confidence agree with the definition, and are corrected by Holm`() throws {
        let check = MetricCheck(
            metric: "roc_auc", threshold: 0.8, againstChampion: true, maxAbsoluteDrop: 0.02, confidence: 0.95,
            slices: byRegion, predictions: source)
        let checks = GateFixture.decide(.metric(check), by: evidence()).checks
        #expect(
            checks.map(\.check) == [
                "roc auc ≥ 0.8, 95 % confidence, by region",
                "roc auc against champion: at most 0.02 worse, 95 % confidence, by region",
            ])
        for expected in gate.slices {
            let alone = try #require(checks[0].slices?.first { $0.name == expected.name })
            #expect(agree(alone.adjustedPValue, expected.reachAdjusted) && alone.champion == nil)
            #expect(agree(alone.interval?.lower, expected.reachLimits[0]))
            #expect(agree(alone.interval?.upper, expected.reachLimits[1]))
            #expect(alone.verdict == (expected.reachAdjusted <= 0.05 ? .passed : .failed))
            let beside = try #require(checks[1].slices?.first { $0.name == expected.name })
            #expect(agree(beside.adjustedPValue, expected.delongAdjusted) && beside.champion != nil)
        }
        let worst = try #require(gate.slices.max { $0.reachLimits[0] > $1.reachLimits[0] })
        #expect(checks[0].reason.contains("corrected for their number; the worst is '\(worst.name)' (adjusted p "))
        #expect(checks[0].required == 0.8 && checks[0].champion == nil)
    }

    @Test func `where lower is better a limit is reached from above`() throws {
        var check = MetricCheck(
            metric: "brier", threshold: 0.5, greaterIsBetter: false, confidence: 0.95, slices: byRegion,
            predictions: source)
        let good = try result(.metric(check))
        let slice = try #require(good.slices?.first)
        #expect(good.verdict == .passed && good.check == "brier score ≤ 0.5, 95 % confidence, by region")
        let (value, interval) = (try #require(slice.candidate), try #require(slice.interval))
        #expect(0 < interval.lower && interval.lower < value && value < interval.upper && interval.upper < 0.5)
        check.threshold = value
        let bad = try result(.metric(check))
        #expect(bad.verdict == .failed && bad.reason.contains("is not shown to be at most"))
        check.slices = SliceRule(columns: ["id"], smallest: 1)
        #expect(try result(.metric(check)).verdict == .inconclusive)
    }

    @Test func `what decisions are worth agrees with numpy, whole and by slices`() throws {
        var check = ValueCheck(
            expression: "tp * (margin - 10) - fp * 10", unit: "USD", minAbsoluteChange: 0, predictions: source)
        let whole = try result(.value(check))
        #expect(agree(whole.candidate, gate.value[0]) && agree(whole.champion, gate.value[1]))
        #expect(whole.unit == "USD" && whole.samples == gate.labels.count)
        check.slices = byRegion
        let sliced = try result(.value(check))
        for expected in gate.slices {
            let slice = try #require(sliced.slices?.first { $0.name == expected.name })
            #expect(agree(slice.candidate, expected.value[0]) && agree(slice.champion, expected.value[1]))
        }
        check = ValueCheck(expression: "tp", floor: 1e6, predictions: source)
        #expect(try result(.value(check)).verdict == .failed)
    }

    @Test func `what decisions are worth with confidence agrees with scipy, and slices are corrected by Holm`() throws {
        let check = ValueCheck(
            expression: "tp * (margin - 10) - fp * 10", unit: "USD", floor: 1_500, minAbsoluteChange: 0,
            confidence: 0.95, slices: byRegion, predictions: source)
        let checks = GateFixture.decide(.value(check), by: evidence()).checks
        #expect(
            checks.map(\.check) == [
                "value ≥ 1500 USD, 95 % confidence, by region", "value against champion, 95 % confidence, by region",
            ])
        for (whole, adjusted, limits) in [
            (checks[0], \ReferenceCases.GateCase.Slice.floorAdjusted, \ReferenceCases.GateCase.Slice.floorLimits),
            (checks[1], \.gainAdjusted, \.gainLimits),
        ] {
            for expected in gate.slices {
                let slice = try #require(whole.slices?.first { $0.name == expected.name })
                #expect(slice.rows == expected.rows && agree(slice.candidate, expected.value[0]))
                #expect(agree(slice.adjustedPValue, expected[keyPath: adjusted]))
                #expect(agree(slice.interval?.lower, expected[keyPath: limits][0]))
                #expect(agree(slice.interval?.upper, expected[keyPath: limits][1]))
                #expect(slice.verdict == (expected[keyPath: adjusted] <= 0.05 ? .passed : .failed))
            }
            let worst = try #require(gate.slices.max { $0[keyPath: limits][0] > $1[keyPath: limits][0] })
            #expect(whole.verdict == .failed && whole.slices?.first?.name == worst.name)
            #expect(
                whole.reason.hasPrefix("1 of 3 slices pass, corrected for their number; the worst is '\(worst.name)'"))
            #expect(whole.unit == "USD" && whole.samples == gate.labels.count)
        }
    }

    @Test func `value with confidence says what it needs`() throws {
        var check = ValueCheck(
            expression: "tp - fp", minAbsoluteChange: 0, confidence: 0.95, minSamples: 901, predictions: source)
        #expect(try result(.value(check)).reason.hasSuffix("there are 900 rows and at least 901 are needed"))
        check.minSamples = 900
        let whole = try result(.value(check))
        #expect(whole.verdict != .inconclusive && whole.interval?.confidence == 0.95)
        check.expression = "tp / n"
        #expect(try result(.value(check)).verdict == .inconclusive)
        #expect(try result(.value(check)).reason.contains("no sum over rows"))
        var same = evidence()
        same.predictions["p.csv"] = PredictionTables(candidate: table("champion"), champion: table("champion"))
        check.expression = "tp - fp"
        #expect(try result(.value(check), same).verdict == .inconclusive)
        #expect(try result(.value(check), same).reason.contains("all rows are worth the same"))
        check.slices = SliceRule(columns: ["id"], smallest: 1)
        #expect(try result(.value(check)).reason.hasPrefix("0 of 900 slices pass"))
        let first = try result(.value(check), GateFixture.evidence(champion: nil))
        #expect(first.verdict != .passed && first.interval == nil)
    }

    @Test func `bootstrap limits lie where scipy's do`() throws {
        let models = cases.classes[0]
        func csv(_ predictions: [Int]) -> Gathered<PredictionFile> {
            GateFixture.csv(
                "label,prediction\n" + zip(models.labels, predictions).map { "\($0),\($1)\n" }.joined())
        }
        var evidence = GateFixture.evidence()
        evidence.predictions["p.csv"] = PredictionTables(
            candidate: csv(models.candidate), champion: csv(models.champion))
        for item in cases.bootstrap where item.isAlone != true && ["accuracy", "f1"].contains(item.metric) {
            let check = SignificanceCheck(
                metric: try #require(SignificanceMetric(rawValue: item.metric)),
                method: item.method == "bca" ? .bca : .percentile, seed: 5, predictions: source)
            let interval = try #require(try result(.significance(check), evidence).interval)
            #expect(item.lower[0] <= interval.lower && interval.lower <= item.lower[1])
            #expect(item.upper[0] <= interval.upper && interval.upper <= item.upper[1])
        }
    }

    @Test func `rows that are named pair in any order`() throws {
        var keyed = source
        keyed.id = "id"
        for metric in [SignificanceMetric.f1, .rocAUC] {
            let check = SignificanceCheck(metric: metric, resamples: 1_000, slices: byRegion, predictions: keyed)
            let sorted = try result(.significance(check))
            #expect(try result(.significance(check), evidence(reversed: true)) == sorted)
        }
        let unkeyed = try result(
            .significance(SignificanceCheck(metric: .f1, predictions: source)), evidence(reversed: true))
        #expect(unkeyed.verdict == .inconclusive && unkeyed.reason.contains("the rows do not belong together"))
    }

    @Test func `checks share a file, whatever columns and types they ask for`() {
        let checks: [GateCondition] = [
            .significance(SignificanceCheck(metric: .f1, resamples: 1_000, predictions: source)),
            .significance(SignificanceCheck(metric: .mae, resamples: 1_000, predictions: source)),
            .significance(SignificanceCheck(metric: .brier, resamples: 1_000, predictions: source)),
            .value(ValueCheck(expression: "tp * label", floor: 0, slices: byRegion, predictions: source)),
            .metric(MetricCheck(metric: "f1", threshold: 0, slices: SliceRule(columns: ["no"]), predictions: source)),
        ]
        let alone = checks.map { GateFixture.decide($0, by: evidence()).checks[0] }
        let policy = GatePolicy(checks: checks.map { GateCheck($0) })
        let together = Gate.decide(policy: policy, evidence: evidence()).checks
        #expect(together.map(\.verdict) == alone.map(\.verdict))
        #expect(together.map(\.candidate) == alone.map(\.candidate))
        #expect(together.map(\.interval) == alone.map(\.interval))
        #expect(alone[4].verdict == .inconclusive && alone[4].reason.contains("column 'no'"))
    }

    @Test func `rows without a slice are one of their own`() throws {
        let text =
            "label,prediction,region\n" + String(repeating: "1,1,emea\n", count: 40)
            + String(repeating: "1,0,\n", count: 40) + String(repeating: "1,0,apac\n", count: 5)
        var evidence = GateFixture.evidence()
        evidence.predictions["p.csv"] = PredictionTables(
            candidate: GateFixture.csv(text), champion: GateFixture.csv(text))
        let check = MetricCheck(metric: "accuracy", threshold: 0.5, slices: byRegion, predictions: source)
        let whole = try result(.metric(check), evidence)
        #expect(whole.verdict == .failed && whole.slices?.map(\.name) == ["(none)", "emea"])
        #expect(whole.reason.hasSuffix("; 1 slices with fewer than 30 rows were left out"))
    }
}
