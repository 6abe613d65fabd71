import Gates
import Promotion
import Testing

@Suite struct GateConditionsTests {
    private func result(
        _ condition: GateCondition, _ change: (inout GateEvidence) -> Void
    ) -> (verdict: Verdict, reasons: [String]) {
        var evidence = GateFixture.evidence()
        change(&evidence)
        let decision = GateFixture.decide(condition, by: evidence)
        return (decision.verdict, decision.checks.map(\.reason))
    }

    @Test(
        arguments: [
            ([TestReport(step: "unit-tests", passed: 20)], Verdict.passed, "20 tests passed; none failed"),
            (
                [TestReport(step: "unit", passed: 19, failed: ["a"])], .failed, "19 tests passed; 1 failed: 'a'"
            ),
            (
                [TestReport(step: "unit_tests", passed: 25, skipped: [TestReport.Skip(name: "slow", reason: " ")])],
                .failed,
                "25 tests passed, 1 skipped; 1 were skipped without a reason: 'slow'"
            ),
            (
                [TestReport(step: "unit", passed: 20, skipped: [TestReport.Skip(name: "gpu", reason: "no GPU")])],
                .passed,
                "20 tests passed, 1 skipped; none failed"
            ),
            ([TestReport(step: "unit", passed: 19)], .inconclusive, "19 tests passed; at least 20 are asked for"),
            ([TestReport(step: "unit-tests")], .inconclusive, "0 tests passed; no test of kind 'unit' passed"),
            (
                [TestReport(step: "unit", obstacle: "the step wrote no report")], .inconclusive,
                "0 tests passed; nothing is known of 'unit': the step wrote no report"
            ),
            (
                [TestReport(step: "units", passed: 50)], .inconclusive,
                "0 tests passed; no step of kind 'unit' ran; there are 'units'"
            ),
        ] as [([TestReport], Verdict, String)])
    func `tests must have run and passed, and none may be skipped without a reason`(
        reports: [TestReport], verdict: Verdict, reason: String
    ) {
        let found = result(.tests(TestsCheck(kinds: ["unit"], least: 20))) { $0.tests = reports }
        #expect(found.verdict == verdict && found.reasons == [reason])
    }

    private static func signature(_ inputs: [(String, String, Bool)], _ outputs: [(String, String)]?) -> ModelSignature
    {
        ModelSignature(
            inputs: inputs.map { ModelSignature.Field(name: $0.0, type: $0.1, isOptional: $0.2) },
            outputs: outputs?.map { ModelSignature.Field(name: $0.0, type: $0.1) })
    }

    static let signatures: [(ModelSignature?, SignatureRule, Verdict, String)] = {
        let out = [("p", "double")]
        let same = signature([("age", "long", false), ("plan", "string", true)], out)
        return [
            (same, .equal, .passed, "whoever calls the champion"), (same, .present, .passed, "has a signature"),
            (nil, .present, .failed, "has no signature"), (nil, .compatible, .failed, "has no signature"),
            (
                signature([("age", "long", false), ("plan", "string", true), ("x", "double", true)], out), .compatible,
                .passed, "3 inputs beside the champion's 2"
            ),
            (
                signature([("age", "long", false), ("plan", "string", true), ("x", "double", true)], out), .equal,
                .failed,
                "input 'x' is none of the champion's"
            ),
            (
                signature([("age", "long", false), ("plan", "string", true), ("x", "double", false)], out), .compatible,
                .failed, "needs input 'x'"
            ),
            (signature([("plan", "string", true)], out), .compatible, .failed, "input 'age' of the champion is none"),
            (
                signature([("age", "double", false), ("plan", "string", true)], out), .compatible, .failed,
                "input 'age' is double, and the champion's is long"
            ),
            (
                signature([("age", "long", false), ("plan", "string", false)], out), .compatible, .failed,
                "input 'plan' is required"
            ),
            (signature([("age", "long", false), ("plan", "string", true)], nil), .compatible, .failed, "says nothing"),
            (
                signature([("age", "long", false), ("plan", "string", true)], [("p", "float")]), .compatible, .failed,
                "output 'p' is float"
            ),
        ]
    }()

    @Test(arguments: signatures)
    func `a signature is compatible if the champion's callers can go on`(
        mine: ModelSignature?, rule: SignatureRule, verdict: Verdict, reason: String
    ) {
        let theirs = Self.signature([("age", "long", false), ("plan", "string", true)], [("p", "double")])
        let found = result(.model(ModelCheck(signature: rule))) {
            $0.models.candidate = .found(ModelFacts(flavors: ["sklearn"], signature: mine, bytes: 1))
            $0.models.champion = .found(ModelFacts(flavors: ["sklearn"], signature: theirs, bytes: 1))
        }
        #expect(found.verdict == verdict)
        #expect(found.reasons.first?.contains(reason) == true, "\(found.reasons)")
    }

    @Test func `tags, description, size and flavors are looked at one by one`() {
        let check = ModelCheck(tags: ["owner", "risk"], description: true, maxBytes: 1_000_000, flavors: ["sklearn"])
        let facts = ModelFacts(
            flavors: ["python_function", "xgboost"], signature: nil, tags: ["owner": "ana", "risk": " "],
            description: "\n",
            bytes: 1_000_001)
        let bad = result(.model(check)) { $0.models.candidate = .found(facts) }
        #expect(
            bad.reasons == [
                "the model has no tag 'risk', or one without a value", "the model has no description",
                "the model's files are 1 MB large; at most 1 MB is asked for",
                "the model is of xgboost, which is not allowed",
            ])
        let good = result(.model(check)) {
            $0.models.candidate = .found(
                ModelFacts(
                    flavors: ["python_function", "sklearn"], signature: nil, tags: ["owner": "ana", "risk": "low"],
                    description: "Churn.", bytes: 1_000_000))
        }
        #expect(good.verdict == .passed && good.reasons.count == 4)
    }

    private let customers = DatasetName(checked: "customers")

    @Test(
        arguments: [
            (Int64(3_600), Verdict.passed, "version 6 of 'customers' is 1 h old; at most 7 d is asked for"),
            (604_800, .passed, "version 6 of 'customers' is 7 d old; at most 7 d is asked for"),
            (700_000, .failed, "version 6 of 'customers' is 8 d 2 h old; at most 7 d is asked for"),
            (-90, .inconclusive, "version 6 of 'customers' is dated 1 min 30 s ahead of now"),
            (nil, .inconclusive, "when version 6 of 'customers' was made is not known"),
        ] as [(Int64?, Verdict, String)])
    func `data must be fresh`(age: Int64?, verdict: Verdict, reason: String) {
        let found = result(.data(DataCheck(dataset: customers, maxAge: 604_800))) {
            $0.data.training[customers] = DatasetFacts(version: GateFixture.dataset(age: age))
        }
        #expect(found.verdict == verdict && found.reasons == [reason])
    }

    @Test(
        arguments: [
            (SchemaRule.unchanged, ["id": "long", "age": "int"], Verdict.passed, "2 columns beside the 2"),
            (.unchanged, ["id": "long", "age": "int", "x": "int"], .failed, "column 'x' is new"),
            (.additive, ["id": "long", "age": "int", "x": "int"], .passed, "only new ones"),
            (.additive, ["id": "long"], .failed, "column 'age' is gone"),
            (.additive, ["id": "long", "age": "long"], .failed, "column 'age' is long, and was int"),
        ] as [(SchemaRule, [String: String], Verdict, String)])
    func `a schema may grow, or not`(rule: SchemaRule, columns: [String: String], verdict: Verdict, reason: String) {
        func facts(_ columns: [String: String]) -> DatasetFacts {
            DatasetFacts(
                version: GateFixture.dataset(),
                columns: columns.map { DatasetFacts.Column(name: $0.key, type: $0.value) })
        }
        let found = result(.data(DataCheck(dataset: customers, schema: rule))) {
            $0.data.training[customers] = facts(columns)
            $0.data.championTraining = .found([customers: facts(["id": "long", "age": "int"])])
        }
        #expect(found.verdict == verdict && found.reasons.first?.contains(reason) == true, "\(found.reasons)")
    }

    @Test func `training and evaluation may share no file`() {
        let holdout = DatasetName(checked: "holdout")
        func overlap(_ digest: Character, _ mine: Set<String>?, _ theirs: Set<String>?) -> (Verdict, String?) {
            let found = result(.data(DataCheck(dataset: customers, refusesOverlap: true))) {
                $0.data.training[customers] = DatasetFacts(version: GateFixture.dataset("a"), files: mine)
                $0.data.evaluation[holdout] = DatasetFacts(version: GateFixture.dataset(digest), files: theirs)
            }
            return (found.verdict, found.reasons.first)
        }
        #expect(
            overlap("a", nil, nil) == (.failed, "'customers' and 'holdout', read for evaluation, are the same data"))
        #expect(
            overlap("b", ["1", "2"], ["3"]) == (
                .passed, "0 of 2 files of 'customers' are also in 'holdout', read for evaluation"
            ))
        #expect(overlap("b", ["1", "2"], ["2"]).0 == .failed)
        #expect(overlap("b", nil, ["2"]).0 == .inconclusive)
        let rows = result(.data(DataCheck(dataset: customers, minRows: 10))) {
            $0.data.training[customers] = DatasetFacts(version: GateFixture.dataset(rows: 9))
        }
        #expect(
            rows.verdict == .failed
                && rows.reasons == ["version 6 of 'customers' has 9 rows; at least 10 are asked for"])
    }

    @Test func `time is bounded in its unit, by itself and beside the champion's`() {
        let check = LatencyCheck(metric: "score_ms", unit: .ms, max: 50, maxRelativeIncrease: 0.1)
        func decide(_ mine: Double, _ theirs: Double) -> GateDecision {
            GateFixture.decide(
                .latency(check),
                by: GateFixture.evidence(["score_ms": .number(mine)], champion: ["score_ms": .number(theirs)]))
        }
        let good = decide(44, 40)
        #expect(good.verdict == .passed && good.checks.map(\.unit) == ["ms", "ms"])
        #expect(good.checks.map(\.check) == ["score_ms ≤ 50 ms", "score_ms against champion, at most 10 % worse"])
        #expect(decide(45, 40).checks.map(\.verdict) == [.passed, .failed])
        #expect(decide(50.1, 100).checks.map(\.verdict) == [.failed, .passed])
    }

    @Test func `a soak ends when its time is over`() throws {
        let staging = EnvironmentName(checked: "staging")
        func decide(_ soak: SoakEvidence) -> GateDecision {
            var evidence = GateFixture.evidence()
            evidence.soak = soak
            return GateFixture.decide(.soak(SoakCheck(seconds: 86_400)), by: evidence)
        }
        let hour = Timestamp(milliseconds: GateFixture.now.milliseconds - 3_600_000)
        let early = decide(.succeeded(environment: staging, since: hour))
        #expect(early.verdict == .failed)
        #expect(early.objections == ["it has been successful in 'staging' for 1 h; 1 d are asked for: 23 h more"])
        #expect(early.checks[0].holdsFrom?.milliseconds == GateFixture.now.milliseconds + 23 * 3_600_000)
        let day = Timestamp(milliseconds: GateFixture.now.milliseconds - 86_400_000)
        #expect(decide(.succeeded(environment: staging, since: day)).verdict == .passed)
        #expect(decide(.notYet(environment: staging)).verdict == .failed)
    }

    @Test func `a window says when it opens next, over a change of the clock too`() throws {
        // Berlin leaves summer time on 2026-10-25 at 01:00 UTC.
        let change = Timestamp(milliseconds: 1_792_890_000_000)
        let berlin = ZoneOffsets(periods: [
            ZoneOffsets.Period(start: Timestamp(milliseconds: 0), seconds: 7_200),
            ZoneOffsets.Period(start: change, seconds: 3_600),
        ])
        let check = WindowCheck(never: [try WindowSpan(parsing: "Fri 16:00-Mon 08:00")], zone: "Europe/Berlin")
        func decide(_ hoursFromChange: Int64) -> CheckResult {
            var evidence = GateFixture.evidence()
            evidence.zones = ["Europe/Berlin": berlin]
            evidence.now = Timestamp(milliseconds: change.milliseconds + hoursFromChange * 3_600_000)
            return GateFixture.decide(.window(check), by: evidence).checks[0]
        }
        // Friday 16:00 summer time is 14:00 UTC, 35 hours before the change; Monday 08:00 winter time is 07:00 UTC, 30 hours after it.
        #expect(decide(-36).verdict == .passed)
        let closed = decide(-35)
        #expect(closed.verdict == .failed)
        #expect(
            closed.reason
                == "it is Fri 2026-10-23 16:00 in Europe/Berlin: no promotion may happen before Mon 2026-10-26 08:00")
        #expect(closed.holdsFrom?.milliseconds == change.milliseconds + 30 * 3_600_000)
        #expect(decide(29).verdict == .failed && decide(30).verdict == .passed)
        #expect(decide(30).reason == "it is Mon 2026-10-26 08:00 in Europe/Berlin: a promotion may happen")
    }

    @Test func `a command's verdict file gives figures, and its exit code may only make it worse`() {
        let check = GateCondition.command(CommandCheck(run: .succeed))
        func decide(_ outcome: CommandOutcome) -> CheckResult {
            var evidence = GateFixture.evidence()
            evidence.commands[CheckPath([1])] = outcome
            return GateFixture.decide(check, by: evidence).checks[0]
        }
        #expect(decide(.exited(code: 0, verdict: nil)).verdict == .passed)
        #expect(decide(.exited(code: 3, verdict: nil)).reason == "the command exited with 3")
        let text =
            #"{"verdict": "Failed", "reason": "bias 0.3", "candidate": 0.3, "required": 0.1, "unit": "pp", "more": [1]}"#
        let said = decide(.exited(code: 0, verdict: Array(text.utf8)))
        #expect(said.verdict == .failed && said.reason == "bias 0.3" && said.unit == "pp")
        #expect(said.candidate == 0.3 && said.required == 0.1 && said.champion == nil)
        #expect(decide(.unfinished(reason: "timed out after 10 min")).verdict == .inconclusive)
    }
}
