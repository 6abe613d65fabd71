import Gates
import Promotion
import Testing

/// What must never pass, by kind of check: each row names its reason.
@Suite struct GateRefusalTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let condition: GateCondition
        let verdict: Verdict
        let reason: String
        var evidence = GateFixture.evidence(["f1": .number(0.9)], champion: ["f1": .number(0.5)])

        init(
            _ name: String, _ condition: GateCondition, _ verdict: Verdict, _ reason: String,
            change: (inout GateEvidence) -> Void = { _ in }
        ) {
            testDescription = name
            self.condition = condition
            self.verdict = verdict
            self.reason = reason
            change(&evidence)
        }
    }

    private static let f1 = GateCondition.metric(MetricCheck(metric: "f1", threshold: 0.5, againstChampion: true))
    private static let drop = GateCondition.metric(
        MetricCheck(metric: "f1", againstChampion: true, maxRelativeDrop: 0.5))
    private static let latency = GateCondition.latency(LatencyCheck(metric: "score_ms", unit: .ms, max: 50))
    private static let pairs = GateCondition.significance(SignificanceCheck(metric: .accuracy))
    private static let profit = GateCondition.value(ValueCheck(expression: "tp - fp", floor: 0, minAbsoluteChange: 0))
    private static let command = GateCondition.command(CommandCheck(run: .succeed))

    private static func set(_ value: MetricValue?, _ name: String = "f1") -> (inout GateEvidence) -> Void {
        { $0.candidate.scores.metrics[name] = value }
    }

    private static func file(_ text: String) -> (inout GateEvidence) -> Void {
        {
            $0.predictions["predictions.json"] = PredictionTables(
                candidate: GateFixture.csv(text), champion: GateFixture.csv(text))
        }
    }

    private static func said(_ text: String, code: Int32 = 0) -> (inout GateEvidence) -> Void {
        { $0.commands[CheckPath([1])] = .exited(code: code, verdict: Array(text.utf8)) }
    }

    static let rows: [Row] = [
        Row("metric NaN", f1, .failed, "f1 of the candidate is NaN", change: set(.number(.nan))),
        Row("metric infinite", f1, .failed, "f1 of the candidate is infinite", change: set(.number(.infinity))),
        Row("metric −infinite", f1, .failed, "is minus infinity", change: set(.number(-.infinity))),
        Row("metric missing", f1, .inconclusive, "f1 of the candidate is missing", change: set(nil)),
        Row("metric of the wrong type", f1, .inconclusive, "was logged as text", change: set(.text("0.9"))),
        Row("drop, metric NaN", drop, .failed, "is NaN", change: set(.number(.nan))),
        Row("drop, metric missing", drop, .inconclusive, "is missing", change: set(nil)),
        Row("tie", f1, .passed, "f1 0.5 equals champion version 1's 0.5; a tie passes", change: set(.number(0.5))),
        Row("tie at a drop's end", drop, .passed, "at most 0.25 (50 %) is allowed", change: set(.number(0.25))),
        Row(
            "challenger = champion", f1, .failed, "version 1 is the champion already",
            change: { $0.candidate.version = 1 }),
        Row(
            "champion deleted", f1, .inconclusive, "champion version 1 was deleted",
            change: { $0.champion = .unavailable(version: 1, reason: "was deleted") }),
        Row(
            "champion deleted, significance", pairs, .inconclusive, "champion version 1 was deleted",
            change: { $0.champion = .unavailable(version: 1, reason: "was deleted") }),
        Row(
            "champion deleted, value", profit, .inconclusive, "champion version 1 was deleted",
            change: {
                file("label,prediction\n1,1\n")(&$0)
                $0.champion = .unavailable(version: 1, reason: "was deleted")
            }),
        Row("dataset differs", f1, .inconclusive, "figures from different data", change: otherData),
        Row("dataset differs, significance", pairs, .inconclusive, "figures from different data", change: otherData),
        Row(
            "few rows", .metric(MetricCheck(metric: "f1", threshold: 0, minSamples: 10)), .inconclusive, "is not known"),
        Row(
            "fewer rows than asked", .metric(MetricCheck(metric: "f1", threshold: 0, minSamples: 10)), .inconclusive,
            "taken on 9 rows; 10 are asked for", change: set(.number(9), "example_count")),
        Row("time missing", latency, .inconclusive, "score_ms of the candidate is missing"),
        Row("time NaN", latency, .failed, "is NaN", change: set(.number(.nan), "score_ms")),
        Row("time negative", latency, .inconclusive, "scoring took some time", change: set(.number(-1), "score_ms")),
        Row("no predictions", pairs, .inconclusive, "the evaluate step logged no 'predictions.json'"),
        Row(
            "predictions without a column", pairs, .inconclusive, "'prediction': is not in the header",
            change: file("label\n1\n")),
        Row(
            "a prediction missing", pairs, .inconclusive, "row 1, column 'prediction': the value is missing",
            change: file("label,prediction\n1,\n")),
        Row(
            "too few predictions", pairs, .inconclusive, "there are 1 rows and at least 30 are needed",
            change: file("label,prediction\n1,1\n")),
        Row("value without rows", profit, .inconclusive, "has no rows", change: file("label,prediction\n")),
        Row(
            "value of a column that is NaN", .value(ValueCheck(expression: "tp * m", floor: 0)), .inconclusive,
            "column 'm': the value nan is not finite", change: file("label,prediction,m\n1,1,nan\n")),
        Row(
            "value divided by 0", .value(ValueCheck(expression: "tp / fn", floor: 0)), .inconclusive, "division by 0",
            change: file("label,prediction\n1,1\n")),
        Row("no test steps", .tests(TestsCheck(kinds: ["unit"])), .inconclusive, "no step of kind 'unit' ran"),
        Row("no model facts", .model(ModelCheck(signature: .present)), .inconclusive, "nothing is known"),
        Row(
            "no dataset", .data(DataCheck(dataset: DatasetName(checked: "x"), minRows: 1)), .inconclusive,
            "no version of dataset 'x'"),
        Row("no environment before", .soak(SoakCheck(seconds: 60)), .inconclusive, "nothing is known"),
        Row(
            "no time zone", .window(WindowCheck(zone: "Mars/Olympus")), .inconclusive,
            "time zone 'Mars/Olympus' is not known"),
        Row("command not run", command, .inconclusive, "was not run"),
        Row(
            "command that says nothing it may say", command, .inconclusive, "'verdict' is 'Overridden'",
            change: said(#"{"verdict": "Overridden"}"#)),
        Row(
            "command whose verdict is cut off", command, .inconclusive, "cannot be read",
            change: said(#"{"verdict": "Pass"#)),
        Row(
            "command that passes and exits with 1", command, .failed, "exited with 1",
            change: said(#"{"verdict": "Passed"}"#, code: 1)),
        Row(
            "command with NaN", command, .passed, "fine",
            change: said(#"{"verdict": "Passed", "reason": "fine", "candidate": NaN}"#)),
    ]

    private static let otherData: @Sendable (inout GateEvidence) -> Void = {
        $0.candidate.scores.datasets = [DatasetName(checked: "holdout"): GateFixture.dataset("b")]
    }

    @Test(
        "R-56: metric NaN, inf, missing, wrong type, tie, challenger = champion, champion deleted, dataset differs",
        arguments: rows)
    func refused(row: Row) {
        let decision = GateFixture.decide(row.condition, by: row.evidence)
        #expect(decision.verdict == row.verdict)
        #expect(decision.checks.contains { $0.reason.contains(row.reason) }, "\(decision.checks.map(\.reason))")
        for result in decision.checks {
            for value in [result.candidate, result.champion, result.required] { #expect(value?.isFinite ?? true) }
        }
        // Nor does it pass when it is turned round.
        if row.verdict == .inconclusive {
            #expect(GateFixture.decide(.not(GateCheck(row.condition)), by: row.evidence).verdict == .inconclusive)
        }
    }

    @Test(arguments: [(MissingChampionRule.thresholds, Verdict.skipped), (.approval, .skipped), (.fail, .failed)])
    func `without a champion every comparison follows the environment's rule`(
        rule: MissingChampionRule, verdict: Verdict
    ) {
        var evidence = GateFixture.evidence(["f1": .number(0.9), "score_ms": .number(3)], champion: nil)
        Self.file("label,prediction,region\n1,1,emea\n")(&evidence)
        let facts = ModelFacts(
            flavors: ["sklearn"], signature: ModelSignature(inputs: [], outputs: nil), bytes: 1)
        evidence.models.candidate = .found(facts)
        let data = DatasetName(checked: "holdout")
        evidence.data.training[data] = DatasetFacts(version: GateFixture.dataset(), columns: [])
        let conditions: [GateCondition] = [
            .metric(MetricCheck(metric: "f1", againstChampion: true)), Self.pairs,
            .metric(
                MetricCheck(metric: "f1", againstChampion: true, slices: SliceRule(columns: ["region"], smallest: 1))),
            .value(ValueCheck(expression: "tp", minAbsoluteChange: 0)), .model(ModelCheck(signature: .compatible)),
            .latency(LatencyCheck(metric: "score_ms", unit: .ms, maxRelativeIncrease: 0.1)),
            .data(DataCheck(dataset: data, schema: .additive)),
        ]
        for condition in conditions {
            let decision = GateFixture.decide(condition, onMissingChampion: rule, by: evidence)
            #expect(decision.checks.map(\.verdict) == [verdict], "\(condition.kind)")
            #expect(decision.checks[0].reason.hasPrefix("there is no champion yet to compare "))
            #expect(decision.needsApproval == (rule == .approval))
            let turned = GateFixture.decide(.not(GateCheck(condition)), onMissingChampion: rule, by: evidence)
            #expect(turned.verdict == (rule == .fail ? .inconclusive : .passed))
        }
    }
}
