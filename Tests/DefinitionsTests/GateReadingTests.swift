import Definitions
import Promotion
import Testing

@Suite struct GateReadingTests {
    private func read(_ checks: String...) -> Decoded<[Environment]> {
        let lines = checks.map { "  - \($0)" }.joined(separator: "\n")
        let text = "branches: [prod]\npromotesFrom: dev\ngate:\n" + lines
        return Fixtures.readEnvironments([
            ("prod.yaml", Fixtures.environment("prod", text)),
            ("dev.yaml", Fixtures.environment("dev", "branches: [dev]")),
        ])
    }

    static let spellings: [(String, GateCondition)] = [
        (
            "{metric: f1, threshold: 0.55, min_samples: 500}",
            .metric(MetricCheck(metric: "f1", threshold: 0.55, minSamples: 500))
        ),
        (
            "{metric: f1, against: champion, max_relative_drop: 0.01}",
            .metric(MetricCheck(metric: "f1", againstChampion: true, maxRelativeDrop: 0.01))
        ),
        (
            "{metric: recall, threshold: 0.5, by: [region], smallest_slice: 50, predictions: {file: p.csv, positive: yes}}",
            .metric(
                MetricCheck(
                    metric: "recall", threshold: 0.5, slices: SliceRule(columns: ["region"], smallest: 50),
                    predictions: PredictionSource(file: "p.csv", positive: "yes")))
        ),
        (
            "{significance: f1, against: champion, max_absolute_drop: 0.01, confidence: 0.95, by: [region]}",
            .significance(
                SignificanceCheck(metric: .f1, margin: .maxAbsoluteDrop(0.01), slices: SliceRule(columns: ["region"])))
        ),
        (
            "{significance: accuracy, method: mcnemar, confidence: 0.9, predictions: {positive: 1, id: row}}",
            .significance(
                SignificanceCheck(
                    metric: .accuracy, method: .mcnemar, confidence: 0.9, predictions: PredictionSource(id: "row")))
        ),
        (
            "{metric: f1, threshold: 0.5, by: [region], confidence: 0.9}",
            .metric(
                MetricCheck(
                    metric: "f1", threshold: 0.5, confidence: 0.9, slices: SliceRule(columns: ["region"]),
                    predictions: PredictionSource()))
        ),
        ("{significance: roc_auc}", .significance(SignificanceCheck(metric: .rocAUC, method: .delong))),
        (
            "{value: 'tp * (margin - discount) - fp * discount', unit: USD, floor: 0, against: champion}",
            .value(
                ValueCheck(
                    expression: "tp * (margin - discount) - fp * discount", unit: "USD", floor: 0, minAbsoluteChange: 0)
            )
        ),
        (
            "{value: tp * margin, floor: 0, confidence: 0.9, by: [region]}",
            .value(
                ValueCheck(
                    expression: "tp * margin", floor: 0, confidence: 0.9, minSamples: 30,
                    slices: SliceRule(columns: ["region"])))
        ),
        ("{tests: [unit, integration], least: 20}", .tests(TestsCheck(kinds: ["unit", "integration"], least: 20))),
        (
            "{model: {signature: compatible, tags: [owner], flavors: [sklearn], max_size: 500MB, description: true}}",
            .model(
                ModelCheck(
                    signature: .compatible, tags: ["owner"], description: true, maxBytes: 500_000_000,
                    flavors: ["sklearn"]))
        ),
        (
            "{data: customers, max_age: 7d, min_rows: 1000, schema: additive, overlap: refused}",
            .data(
                DataCheck(
                    dataset: DatasetName(checked: "customers"), maxAge: 604_800, minRows: 1000, schema: .additive,
                    refusesOverlap: true))
        ),
        ("{latency: score_ms, max: 50}", .latency(LatencyCheck(metric: "score_ms", unit: .ms, max: 50))),
        (
            "{latency: batch time, unit: s, against: champion, max_relative_increase: 0.1}",
            .latency(LatencyCheck(metric: "batch time", unit: .s, maxRelativeIncrease: 0.1))
        ),
        ("{soak: 24h}", .soak(SoakCheck(seconds: 86_400))),
        (
            "{window: {inside: {days: [1-3, 15, last], months: [Mar, 6, Nov-Feb], times: Mon-Fri 09:00-17:00}}}",
            .window(
                WindowCheck(inside: [
                    WindowSpan(
                        times: try? WeekSpan(parsing: "Mon-Fri 09:00-17:00"),
                        days: try? CronList(parsing: "1-3,15,last", of: .days),
                        months: try? CronList(parsing: "Mar,6,Nov-Feb", of: .months))
                ]))
        ),
        (
            "{window: {never: [{from: '2026-12-19', to: '2027-01-04 08:00'}, {days: 31}, 'Sat 00:00-24:00']}}",
            .window(
                WindowCheck(never: [
                    WindowSpan(
                        from: try? WallTime(parsing: "2026-12-19"), to: try? WallTime(parsing: "2027-01-04 08:00")),
                    WindowSpan(days: try? CronList(parsing: "31", of: .days)),
                    WindowSpan(times: try? WeekSpan(parsing: "Sat 00:00-24:00")),
                ]))
        ),
        ("{command: 'python -m churn.check', timeout: 10m}", .command(command("python -m churn.check"))),
        ("{command: 'python -m churn.check', retries: 0}", .command(command("python -m churn.check"))),
        ("{command: 'python -m churn.check', retries: 3}", .command(command("python -m churn.check", retries: 3))),
        (
            "{any: [{soak: 1h}, {not: {soak: 2h}}]}",
            .any([
                GateCheck(.soak(SoakCheck(seconds: 3_600))),
                GateCheck(.not(GateCheck(.soak(SoakCheck(seconds: 7_200))))),
            ])
        ),
    ]

    private static func command(_ text: String, retries: Int = 0) -> CommandCheck {
        CommandCheck(run: (try? CommandLine(parsing: text)) ?? .succeed, retries: retries)
    }

    @Test(arguments: spellings)
    func `each kind is spelled as it is read aloud`(text: String, condition: GateCondition) throws {
        let decoded = read(text)
        let gate = try #require(decoded.value?.last?.gate, "\(decoded.lines)")
        #expect(gate.checks == [GateCheck(condition)])
    }

    @Test func `windows are spans of the week in a zone`() throws {
        let decoded = read(
            "{window: {never: 'Fri 16:00-Mon 08:00', zone: Europe/Berlin}}",
            "{window: {inside: [Mon-Fri 09:00-17:00], zone: UTC}, severity: advisory, name: hours}")
        let gate = try #require(decoded.value?.last?.gate, "\(decoded.lines)")
        guard case .window(let first) = gate.checks[0].condition, case .window(let second) = gate.checks[1].condition
        else {
            Issue.record("no windows")
            return
        }
        #expect(first.never.map(\.description) == ["Fri 16:00-Mon 08:00"] && first.zone == "Europe/Berlin")
        #expect(second.isOpen(at: 4 * 1440 + 600) && !second.isOpen(at: 4 * 1440 + 480))
        #expect(gate.checks[1].severity == .advisory && gate.checks[1].name == "hours")
    }

    @Test(arguments: [
        (
            "{metrics: f1}",
            "8:7: error: spec.gate[0]: the check has no kind: one key must name it; allowed: metric, significance, value, tests, model, data, latency, soak, window, command, all, any, not; did you mean 'metric'?"
        ),
        ("f1", "8:7: error: spec.gate[0]: found the text 'f1' where a mapping (a check) is expected"),
        (
            "{soak: 1h, metric: f1}",
            "8:7: error: spec.gate[0]: a check has one kind, and this one has 'metric' and 'soak'"
        ),
        (
            "{metric: f1, against: champion, min_absolute_change: 0, max_absolute_drop: 1}",
            "8:82: error: spec.gate[0].max_absolute_drop: max_absolute_drop allows a loss where min_absolute_change asks for a gain; keep one"
        ),
        (
            "{metric: f1, max_absolute_drop: 1}",
            "8:39: error: spec.gate[0].max_absolute_drop: max_absolute_drop compares with the champion; add 'against: champion' to the check"
        ),
        (
            "{metric: gini, threshold: 1, by: [x]}",
            "8:16: error: spec.gate[0].metric: metric 'gini' cannot be taken from predictions, which slices need; allowed: accuracy, precision, recall, f1, log_loss, brier, rmse, mae, r2, roc_auc, pr_auc"
        ),
        (
            "{metric: rmse, threshold: 1, by: [x]}",
            "8:16: error: spec.gate[0].metric: lower rmse is better; add 'greater_is_better: false' to the check"
        ),
        (
            "{metric: f1, threshold: 1, smallest_slice: 5}",
            "8:50: error: spec.gate[0].smallest_slice: smallest_slice belongs to slices; add 'by: [COLUMN]' to the check"
        ),
        (
            "{metric: f1, threshold: 1, confidence: 0.9}",
            "8:46: error: spec.gate[0].confidence: confidence belongs to slices here; add 'by: [COLUMN]', or use 'significance: METRIC' to compare all rows"
        ),
        (
            "{significance: f2}",
            "8:22: error: spec.gate[0].significance: 'f2' is not a metric of predictions; allowed: accuracy, precision, recall, f1, log_loss, brier, rmse, mae, r2, roc_auc, pr_auc; did you mean 'f1'?"
        ),
        (
            "{significance: f1, method: delong}",
            "8:34: error: spec.gate[0].method: delong is for roc_auc alone; allowed: bca, percentile"
        ),
        (
            "{significance: f1, confidence: 95}",
            "8:38: error: spec.gate[0].confidence: 95 is out of range; allowed: 0.51 to 0.9999"
        ),
        (
            "{significance: accuracy, method: mcnemar, max_absolute_drop: 0.1}",
            "8:68: error: spec.gate[0].max_absolute_drop: mcnemar knows no margin; use 'method: bca'"
        ),
        (
            "{significance: f1, max_absolute_drop: 1, max_relative_drop: 1}",
            "8:67: error: spec.gate[0].max_relative_drop: max_relative_drop beside max_absolute_drop: one interval is compared with one margin; write two checks"
        ),
        (
            "{significance: mae, average: macro}",
            "8:36: error: spec.gate[0].average: average is for precision, recall and f1"
        ),
        (
            "{value: 'tp * (margin - ', floor: 0}",
            "8:31: error: spec.gate[0].value: a number, a name or '(' was expected\n  tp * (margin - \n                 ^"
        ),
        (
            "{value: 'tp ** 2', floor: 0}",
            "8:20: error: spec.gate[0].value: a number, a name or '(' was expected\n  tp ** 2\n      ^"
        ),
        (
            "{value: tp / n, floor: 0, confidence: 0.95}",
            "8:45: error: spec.gate[0].confidence: confidence needs a value that is a sum over rows: counts that are added up or multiplied by numbers, or an expression that names a column"
        ),
        (
            "{value: tp, floor: 0, min_samples: 50}",
            "8:42: error: spec.gate[0].min_samples: min_samples belongs to intervals; add 'confidence: 0.95' to the check"
        ),
        ("{value: tp}", "8:7: error: spec.gate[0]: the check asks for nothing; allowed: floor, against"),
        ("{tests: []}", "8:15: error: spec.gate[0].tests: the list of kinds of tests is empty"),
        (
            "{model: {}}",
            "8:15: error: spec.gate[0].model: the check asks for nothing; allowed: signature, tags, description, max_size, flavors"
        ),
        (
            "{model: {signature: same}}",
            "8:27: error: spec.gate[0].model.signature: 'same' is not a rule for signatures; allowed: present, compatible, equal"
        ),
        (
            "{model: {max_size: 500 megs}}",
            "8:26: error: spec.gate[0].model.max_size: '500 megs' is not a size of files: write a whole number and a unit (kB, MB, GB, TB, KiB, MiB, GiB, TiB), such as 500MB"
        ),
        (
            "{data: customers, max_age: 7 days}",
            "8:34: error: spec.gate[0].max_age: '7 days' is not a duration: write a whole number and a unit (s, m, h, d), such as 30m"
        ),
        (
            "{data: customers}",
            "8:7: error: spec.gate[0]: the check asks for nothing; allowed: max_age, min_rows, schema, overlap"
        ),
        (
            "{latency: speed, max: 5}",
            "8:17: error: spec.gate[0].latency: the unit of 'speed' is not in its name; add 'unit'; allowed: ns, us, ms, s"
        ),
        (
            "{latency: score_ms, max: 5, unit: s}",
            "8:41: error: spec.gate[0].unit: 'score_ms' ends with ms, and the unit is s"
        ),
        (
            "{soak: 24}",
            "8:14: error: spec.gate[0].soak: found the number 24 where a duration such as 30m is expected; put it in quotes if it is meant: \"24\""
        ),
        (
            "{window: {never: Fri-Mon 16:00}}",
            "8:37: error: spec.gate[0].window.never: 'Fri-Mon 16:00' is no span of the week such as 'Mon-Fri 09:00-17:00' or 'Fri 16:00-Mon 08:00': '-' was expected"
        ),
        ("{window: {never: 'Mon 00:00-Mon 00:00'}}", "8:16: error: spec.gate[0].window: the window never opens"),
        (
            "{window: {never: {from: 2026-02-30}}}",
            "8:36: error: spec.gate[0].window.never.from: '2026-02-30' is no day of the calendar"
        ),
        (
            "{window: {never: [{from: 2026-12-19, to: 2026-12-19}]}}",
            "8:48: error: spec.gate[0].window.never[0].to: '2026-12-19' is not after 'from' (2026-12-19); 'to' is the first time that is not in the span"
        ),
        (
            "{window: {never: {to: 2026-12-19 25:00}}}",
            "8:40: error: spec.gate[0].window.never.to: '2026-12-19 25:00' has no time between 00:00 and 24:00"
        ),
        (
            "{window: {inside: {days: [30, 31], months: Feb}}}",
            "8:32: error: spec.gate[0].window.inside.days: there is no day '30,31' in 'Feb'"
        ),
        (
            "{window: {inside: {days: 32}}}",
            "8:32: error: spec.gate[0].window.inside.days: 32 is out of range; allowed: 1 to 31"
        ),
        (
            "{window: {inside: {months: [Mar, Juni]}}}",
            "8:40: error: spec.gate[0].window.inside.months[1]: 'Juni' is no list of months such as 'Mar,Jun' or 'Nov-Feb': 'Juni' is no month: Jan to Dec, or 1 to 12"
        ),
        (
            "{window: {inside: {}}}",
            "8:25: error: spec.gate[0].window.inside: the span names no time; allowed: times, days, months, from, to"
        ),
        (
            "{window: {inside: {month: Mar}}}",
            "8:26: error: spec.gate[0].window.inside.month: 'month' is not a key of a span; allowed: times, days, months, from, to; did you mean 'months'?"
        ),
        (
            "{window: {inside: {months: Mar}, never: {days: 1-31}}}",
            "8:16: error: spec.gate[0].window: the window never opens"
        ),
        (
            "{window: {never: 'Mon 00:00-Tue 00:00', zone: Europe/Berln}}",
            "8:53: error: spec.gate[0].window.zone: 'Europe/Berln' is no time zone; did you mean 'Europe/Berlin'?"
        ),
        (
            "{command: 'a | b'}",
            "8:20: error: spec.gate[0].command: '|' is shell syntax, and steps run without a shell; quote it, or put the commands into a script"
        ),
        ("{command: 'true', retries: 11}", "8:34: error: spec.gate[0].retries: 11 is out of range; allowed: 0 to 10"),
        ("{any: []}", "8:13: error: spec.gate[0].any: the list of checks is empty"),
        (
            "{any: [{soak: 1h, severity: advisory}]}",
            "8:35: error: spec.gate[0].any[0].severity: severity belongs to the outermost check, not to its parts"
        ),
        (
            "{not: {soak: 1h, severity: mild}}",
            "8:34: error: spec.gate[0].not.severity: 'mild' is not a severity; allowed: required, advisory"
        ),
        (
            "{all: [{soak: 1h, sok: 2h}]}",
            "8:25: error: spec.gate[0].all[0].sok: 'sok' is not a key of a soak check; allowed: soak, severity, name"
        ),
    ])
    func `errors say what is wrong, where, and what to write instead`(check: String, line: String) {
        let found = read(check)
        #expect(!found.isUsable)
        #expect(found.lines.filter { $0.contains(": error: ") }.map { String($0) } == [line])
    }

    @Test func `a soak needs an environment before`() {
        let text = Fixtures.environment("dev", "branches: [dev]\ngate:\n  - {any: [{not: {soak: 1h}}]}")
        #expect(
            Fixtures.readEnvironments([("dev.yaml", text)]).lines.contains(
                "7:20: error: spec.gate[0].any[0].not: a soak is spent in the environment before, and there is none; add 'promotesFrom'"
            ))
    }

    @Test func `a gate of advice alone is told so`() {
        #expect(
            read("{metric: f1, threshold: 0.5, severity: advisory}").lines == [
                "8:5: warning: spec.gate: every check is advisory: every candidate passes"
            ])
    }

    /// Equal values have equal texts in the catalog, and so equal digests.
    @Test func `the same gate is the same value however it is written`() throws {
        let flow = read("{significance: f1, confidence: 0.95, by: [region], resamples: 10000}", "{soak: 24h}")
        let block = read(
            "by: ['region']  # where\n    significance: \"f1\"", "{severity: required,   soak: 1d}")
        #expect(try #require(flow.value?.last?.gate) == (try #require(block.value?.last?.gate, "\(block.lines)")))
        for other in [
            "{significance: f1, by: [region], seed: 1}", "{significance: f1, by: [plan]}",
            "{significance: f1, by: [region], smallest_slice: 31}", "{significance: recall, by: [region]}",
            "{significance: f1, by: [region], predictions: {label: y}}",
            "{significance: f1, by: [region], severity: advisory}",
        ] {
            #expect(read(other, "{soak: 24h}").value?.last?.gate != flow.value?.last?.gate, "\(other)")
        }
    }
}
