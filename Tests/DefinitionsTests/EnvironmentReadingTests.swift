import Definitions
import Promotion
import Testing

@Suite struct EnvironmentReadingTests {
    @Test func theExampleOfTheDesignIsRead() throws {
        let decoded = Fixtures.readEnvironment(Fixtures.environment)
        #expect(decoded.lines == [])
        let environment = try #require(decoded.value?.last)
        #expect(environment.name.rawValue == "prod")
        #expect(environment.promotesFrom?.rawValue == "staging")
        #expect(environment.branches.map(\.description) == ["release/*"])
        #expect(environment.datasets[DatasetName(checked: "holdout")] == .delta(path: "data/prod/holdout"))
        #expect(environment.variables == ["N_ESTIMATORS": "400"])
        #expect(
            environment.gate.checks == [
                .metric(MetricCheck(metric: "f1", threshold: 0.55)),
                .metric(MetricCheck(metric: "f1", againstChampion: true, minAbsoluteChange: 0)),
            ])
        #expect(
            environment.approvals
                == ApprovalPolicy(required: 1, from: [GroupName(checked: "release-managers")], exclude: [.author]))
    }

    @Test func defaultsAreTheDocumentedOnes() throws {
        let environment = try #require(
            Fixtures.readEnvironments([("dev.yaml", Fixtures.environment("dev", "branches: [dev]"))]).value?.first)
        #expect(environment.strategy == .deployCode)
        #expect(environment.concurrency == .queue)
        #expect(environment.gate == GatePolicy())
        #expect(environment.approvals.required == 0)
    }

    @Test(arguments: [
        (
            "strategy: deploy_code",
            "6:13: error: spec.strategy: 'deploy_code' is not a strategy; allowed: deploy-code, deploy-model; did you mean 'deploy-code'?"
        ),
        (
            "brnches: [x]",
            "6:3: error: spec.brnches: 'brnches' is not a key of an environment's spec; allowed: promotesFrom, branches, strategy, concurrency, datasets, variables, gate, onMissingChampion, approvals"
        ),
        (
            "datasets: {a: data/a}",
            "6:17: error: spec.datasets.a: found the text 'data/a' where a mapping (a dataset's place) is expected"
        ),
        (
            "datasets: {a: {}}",
            "6:17: error: spec.datasets.a: a dataset has one place, 'delta: PATH' or 'files: PATH'; allowed: delta, files"
        ),
        (
            "datasets: {a: {delta: x, files: y}}",
            "6:17: error: spec.datasets.a: a dataset has one place, 'delta: PATH' or 'files: PATH'; allowed: delta, files"
        ),
        ("datasets: {a: {delta: /etc}}", "6:25: error: spec.datasets.a.delta: '/etc' is absolute; write it relative"),
        (
            "datasets: {'a b': {delta: x}}",
            "6:14: error: spec.datasets['a b']: dataset name 'a b' may have only letters, digits, '_', '-' and '.'"
        ),
        (
            "datasets: {a-b: {delta: x}, a.b: {delta: y}}",
            "6:31: error: spec.datasets['a.b']: datasets 'a-b' and 'a.b' would share the variable SLUICE_DATASET_A_B; rename one"
        ),
        (
            "variables: {1A: x}",
            "6:15: error: spec.variables.1A: variable '1A' may have only letters, digits and '_', and may not begin with a digit"
        ),
        (
            "variables: {MLFLOW_TRACKING_URI: x}",
            "6:15: error: spec.variables.MLFLOW_TRACKING_URI: variable 'MLFLOW_TRACKING_URI' is set by Sluice and cannot be changed"
        ),
        ("gate: {metric: f1}", "6:9: error: spec.gate: found a mapping where a list of checks is expected"),
        ("gate: [{metric: f1}]", "6:10: error: spec.gate[0]: the check asks for nothing; allowed: threshold, against"),
        (
            "gate: [{threshold: 1}]",
            "6:10: error: spec.gate[0]: the check has no kind: one key must name it; allowed: metric, significance, value, tests, model, data, latency, soak, window, command, all, any, not"
        ),
        (
            "gate: [{metric: f1, threshold: '0.5'}]",
            "6:34: error: spec.gate[0].threshold: found the text '0.5' where a number (without quotes) is expected"
        ),
        ("gate: [{metric: f1, threshold: .nan}]", "6:34: error: spec.gate[0].threshold: .nan is not a finite number"),
        ("gate: [{metric: f1, threshold: 1e999}]", "6:34: error: spec.gate[0].threshold: 1e999 is not a finite number"),
        (
            "gate: [{metric: f1, threshold: 0x10}]",
            "6:34: error: spec.gate[0].threshold: found the number 0x10 where a decimal number is expected"
        ),
        (
            "gate: [{metric: f1, threshold: 1, min_absolute_change: 0}]",
            "6:58: error: spec.gate[0].min_absolute_change: min_absolute_change compares with the champion; add 'against: champion' to the check"
        ),
        (
            "gate: [{metric: f1, threshold: 0, against: champion, min_relative_change: 5}]",
            "6:77: error: spec.gate[0].min_relative_change: 5 is out of range; allowed: 0.0 to 1.0"
        ),
        (
            "gate: [{metric: f1, threshold: 0, greater_is_better: yes}]",
            "6:56: error: spec.gate[0].greater_is_better: found the text 'yes' where a truth value is expected; allowed: true, false"
        ),
        (
            "gate: [{metric: f1, threshold: 0, greaterIsBetter: true}]",
            "6:37: error: spec.gate[0].greaterIsBetter: 'greaterIsBetter' is not a key of a metric check; allowed: metric, threshold, against, min_absolute_change, min_relative_change, max_absolute_drop, max_relative_drop, min_samples, greater_is_better, confidence, by, smallest_slice, predictions, severity, name; did you mean 'greater_is_better'?"
        ),
        (
            "gate: [{metric: f1, against: champion}]",
            "6:9: warning: spec.gate: no check has a threshold: the first model passes unchecked unless 'onMissingChampion' says otherwise"
        ),
        (
            "onMissingChampion: fail",
            "6:22: warning: spec.onMissingChampion: no check of the gate compares with the champion"
        ),
        ("approvals: {required: 99}", "6:25: error: spec.approvals.required: 99 is out of range; allowed: 0 to 20"),
        ("approvals: {required: 0, from: [a]}", "6:14: warning: spec.approvals: nobody is asked while 'required' is 0"),
        (
            "approvals: {required: 1, exclude: [autor]}",
            "6:38: error: spec.approvals.exclude[0]: 'autor' is not a part in a change; allowed: author, committer, pusher, run-starter; did you mean 'author'?"
        ),
        (
            "strategy: deploy-model",
            "6:13: error: spec.strategy: deploy-model takes finished models from another environment; add 'promotesFrom'"
        ),
    ])
    func fieldProblems(spec: String, line: String) {
        let text = Fixtures.environment("dev", "branches: [dev]\n" + spec)
        let decoded = Fixtures.readEnvironments([("dev.yaml", text)])
        #expect(decoded.lines == [line])
        #expect(decoded.isUsable == line.contains(": warning: "))
    }

    @Test(arguments: [
        ("branches: []", "5:13: error: spec.branches: the list of branch patterns is empty"),
        (
            "branches: main",
            "5:13: error: spec.branches: found the text 'main' where a list of branch patterns is expected"
        ),
        (
            "branches: ['a b']",
            "5:14: error: spec.branches[0]: 'a b' is not a pattern of branches that git allows, such as 'release/*'"
        ),
        ("branches: [a, a]", "5:17: error: spec.branches[1]: 'a' is in the list twice"),
        ("strategy: deploy-code", "5:3: error: spec.branches: the key 'branches' is missing"),
    ])
    func branchProblems(spec: String, line: String) {
        #expect(Fixtures.readEnvironments([("dev.yaml", Fixtures.environment("dev", spec))]).lines == [line])
    }
}
