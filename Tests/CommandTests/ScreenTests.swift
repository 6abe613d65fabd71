import Promotion
import Testing

@testable import sluice

/// What people see, with the values of `Sample`. Expectations are the parts that a reader looks for, not every space.
struct ScreenTests {
    private let plain = Terminal(hasColor: false, width: nil, now: Sample.now)
    private let narrow = Terminal(hasColor: false, width: 100, now: Sample.now)

    @Test func statusIsOneScreen() {
        let lines = StatusScreen.lines([Sample.status], narrow)
        #expect(lines.count <= 24)
        #expect(lines[0] == "churn  /srv/git/churn.git  policy main@0123456")
        #expect(
            lines.contains {
                $0.contains("prod") && $0.contains("9f8e7d6") && $0.contains("churn v1") && $0.contains("f1 0.6034")
            })
        #expect(lines.contains { $0.contains("dev") && $0.contains("Running, building") })
        #expect(lines.contains { $0.contains("→ prod  held by ann: quarter end") })
        #expect(lines.contains { $0.contains("has not run in 'staging'") })
        #expect(lines.allSatisfy { $0.count <= 120 })
    }

    @Test func statusWithoutProjectsSaysHowToBegin() {
        #expect(
            StatusScreen.lines([], plain) == [
                "no projects yet; watch a repository with 'sluice project add NAME PATH-OR-URL'"
            ])
    }

    @Test func planShowsChangesAndConditionsThatAreNotMet() {
        let entry = { (decision: PlanDecision, conditions: [String]) in
            PlanEntry(
                environment: EnvironmentName(checked: "prod"), ref: RefName(checked: "refs/heads/release/1.0"),
                commit: Sample.commit, run: nil, decision: decision, conditions: conditions)
        }
        let plan = Plan(
            entries: [entry(.create, []), entry(.none, ["9f8e7d6 has not finished in 'staging'"])],
            problems: ["two claim one"])
        let lines = PlanScreen.lines(Sample.project, plan, plain)
        #expect(lines[0] == "churn: 1 change")
        #expect(lines[1] == "  ! two claim one")
        #expect(lines[3].hasPrefix("  +  prod         release/1.0  9f8e7d6  -    start a run"))
        #expect(lines[4].contains("still blocked  9f8e7d6 has not finished in 'staging'"))
    }

    @Test func runShowsStepsTestsDataAndGateWithFigures() {
        let lines = RunScreen.lines(
            Sample.run("prod", number: 2, status: .failed, reason: "f1 is 0.5712, below the champion's 0.6034"), plain)
        let text = lines.joined(separator: "\n")
        #expect(lines[0] == "churn-prod-2  Failed")
        #expect(text.contains("9f8e7d6c5b4a39281706f5e4d3c2b1a098765432 on release/1.0"))
        #expect(
            text.contains("unit-tests         test   Succeeded        3.0 s   2.1 s   88 MiB  12 passed, 1 skipped"))
        #expect(text.contains("≠ given version 3, logged version 2"))
        #expect(text.contains("delta version 0  7,000"))
        #expect(text.contains("Gate  Failed  v2 against champion v1"))
        #expect(text.contains("Failed   f1 against champion     0.5712    0.6034    0.6034  f1 is 0.5712, below"))
        #expect(text.contains("✗ integration-tests test_model::test_scores"))
        #expect(!text.contains("\u{1B}"))
    }

    @Test func traceAnswersEveryQuestionOfAnAuditor() {
        let text = TraceScreen.lines(Sample.trace, plain).joined(separator: "\n")
        for part in [
            "churn v1  in churn-prod  champion", "! dataset 'holdout': given version 3, logged version 2",
            "Ada <ada@example.org>", "release/1.0", "deploy-code", "sluice, 2026-",
            "nothing: it was the first champion",
            "every check passed", "n_estimators", "model.lgb", "log_loss     NaN", "f1        0.6034",
            "12 passed, 1 skipped",
        ] { #expect(text.contains(part), "\(part)") }
    }

    @Test func briefTraceTellsTheSameInADozenLines() {
        let lines = TraceScreen.brief(Sample.trace, plain)
        #expect(lines.count <= 14)
        let text = lines.joined(separator: "\n")
        for part in [
            "churn v1  in churn-prod  champion", "! dataset 'holdout'", Sample.commit.rawValue, "Ada <ada@example.org>",
            "release/1.0, run churn-prod-1", "customers at delta version 0 (7,000 rows); holdout at delta version 3",
            "unit-tests 12 passed, 1 skipped", "f1 0.6034", "sluice, gate passed", "nothing: it was the first champion",
        ] { #expect(text.contains(part), "\(part)") }
        #expect(!text.contains("n_estimators") && !text.contains("model.lgb"))
    }

    @Test func briefTraceOfACarriedVersionNamesBothRuns() {
        var trace = Sample.trace
        trace.trainingRun = Sample.run("dev", number: 4, status: .succeeded)
        let text = TraceScreen.brief(trace, plain).joined(separator: "\n")
        #expect(text.contains("run churn-prod-1, deploy-code; trained by churn-dev-4 on release/1.0"))
        #expect(text.contains("customers at delta version 0 (7,000 rows) in dev"))
        #expect(text.contains("holdout at delta version 3 in prod"))
    }

    @Test func runsAndModelsFitIntoTables() {
        let runs = RunsScreen.lines([Sample.run("prod", number: 2, status: .failed, reason: "no")], plain)
        #expect(runs.count == 2)
        #expect(
            runs[1].hasPrefix(
                "churn-prod-2  Failed  release/1.0  9f8e7d6  Raise the number of trees  v2         2 min ago  1 min 05 s  no"
            ))
        let models = ModelsScreen.lines([(EnvironmentName(checked: "prod"), Sample.champion)], plain)
        #expect(models[1].contains("accuracy 0.8123, f1 0.6034, log_loss NaN"))
    }

    @Test func hostileTextNeverReachesTheTerminal() {
        var run = Sample.run("prod", number: 2, status: .failed, reason: "\u{1B}]0;owned\u{07}\u{202E}")
        run.commit.subject = "a\u{1B}[31m\nb\rc"
        run.commit.author = "\u{9B}2J"
        for lines in [RunScreen.lines(run, plain), RunsScreen.lines([run], plain)] {
            for scalar in lines.joined().unicodeScalars {
                #expect(![.control, .format].contains(scalar.properties.generalCategory))
            }
        }
    }

    @Test func colourIsOnlyThereWhereItIsWanted() {
        let coloured = Terminal(hasColor: true, width: 100, now: Sample.now)
        #expect(StatusScreen.lines([Sample.status], coloured).joined().contains("\u{1B}[31m"))
        #expect(!StatusScreen.lines([Sample.status], plain).joined().contains("\u{1B}"))
        #expect(!Terminal.standard(environment: ["NO_COLOR": "1"]).hasColor)
    }

    @Test func theLastColumnWrapsWhereTheTerminalIsNarrow() {
        var table = Table(["A", "REASON"])
        table.add([.init("x"), .init("one two three four five six seven eight nine ten")])
        let lines = table.lines(Terminal(hasColor: false, width: 30, now: Sample.now))
        #expect(lines == ["A  REASON", "x  one two three four five six", "   seven eight nine ten"])
    }
}
