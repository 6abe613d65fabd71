import Definitions
import Promotion
import Testing

@Suite struct DefinitionCheckTests {
    private func problems(steps: [String], spec: String) throws -> [String] {
        let pipeline = Fixtures.readPipeline(Fixtures.pipeline(steps: steps))
        let environment = Fixtures.readEnvironments([
            ("prod.yaml", Fixtures.environment("prod", "branches: [main]\n" + spec)),
            ("dev.yaml", Fixtures.environment("dev", "branches: [dev]")),
        ])
        let found = DefinitionCheck.problems(
            pipeline: try #require(pipeline.value),
            environment: try #require(environment.value?.first { $0.name.rawValue == "prod" }),
            source: pipeline.sources.first)
        return found.map { String($0.description.dropFirst("sluice.yaml:".count)) }
    }

    @Test func theExamplesFitTogether() throws {
        let pipeline = try #require(Fixtures.readPipeline(Fixtures.pipeline).value)
        let environment = try #require(Fixtures.readEnvironment(Fixtures.environment).value?.last)
        #expect(DefinitionCheck.problems(pipeline: pipeline, environment: environment) == [])
    }

    @Test func trainIsMissingUnderDeployCodeOnly() throws {
        let steps = ["{name: t, kind: test, run: x}"]
        #expect(
            try problems(steps: steps, spec: "") == [
                "7:5: error: spec.steps: no step is of kind 'train', and environment 'prod' retrains (strategy deploy-code): nothing would produce a candidate"
            ])
        #expect(try problems(steps: steps, spec: "promotesFrom: dev\nstrategy: deploy-model") == [])
    }

    @Test func unboundDatasetsAreNamedWithWhatIsBound() throws {
        let steps = ["{name: t, kind: train, run: x, reads: [custmers, made]}", "{name: m, run: y, writes: [made]}"]
        let fixed = [steps[0].replacing("run: x", with: "run: x, needs: [m]"), steps[1]]
        let found = try problems(steps: fixed, spec: "datasets: {customers: {delta: x}}")
        #expect(
            found == [
                "7:58: error: spec.steps[0].reads[0]: dataset 'custmers' is neither bound by environment 'prod' nor written by a step; "
                    + "allowed: customers, made; did you mean 'customers'?",
                "7:5: warning: spec.steps: environment 'prod' binds dataset 'customers', which no step reads or writes",
            ])
    }

    @Test func aGateNeedsAnEvaluateStepThatReadsPinnedData() throws {
        let train = "{name: t, kind: train, run: x}"
        #expect(
            try problems(steps: [train], spec: "gate: [{metric: f1, threshold: 0.5}]") == [
                "7:5: error: spec.steps: no step is of kind 'evaluate', and the gate of environment 'prod' asks for 'f1': nothing would log a figure"
            ])
        #expect(
            try problems(
                steps: [train, "{name: e, kind: evaluate, run: x}"],
                spec: "gate: [{metric: f1, threshold: 0.5, against: champion}]"
            ) == [
                "8:7: error: spec.steps[1]: the evaluate step reads no dataset, and the gate of environment 'prod' compares with the champion: "
                    + "figures are only compared on data of a known version; add 'reads'"
            ])
    }

    @Test func aGateNeedsTestsDataAndNamesThatThePipelineHas() throws {
        let steps = [
            "{name: unit-tests, kind: test, run: x}", "{name: t, kind: train, run: x, reads: [customers]}",
            "{name: gate-check-3, run: x}",
        ]
        let spec = """
            datasets: {customers: {files: x}}
            gate: [{tests: [unit, integraton]}, {data: custmers, min_rows: 1}, {command: x}, {value: tp, floor: 1}]
            """
        #expect(
            try problems(steps: steps, spec: spec) == [
                "7:5: error: spec.steps: no step is of kind 'evaluate', and the gate of environment 'prod' asks for table 'predictions.json': nothing would log it",
                "7:5: error: spec.steps: no test step is of kind 'integraton', which the gate of environment 'prod' asks for; allowed: unit-tests",
                "7:5: error: spec.steps: no step reads dataset 'custmers', whose version the gate of environment 'prod' looks at; allowed: customers; did you mean 'customers'?",
                "9:14: error: spec.steps[2].name: 'gate-check-3' is what a command of environment 'prod''s gate is called; rename the step",
            ])
    }

    @Test func variablesThatNothingSetsAreNamed() throws {
        let steps = [
            "{name: t, kind: train, run: 'x $N_ESTIMATOR $HOME $SLUICE_REPORT $SLUICE_DATASET_B $SLUICE_DATASET_A_VERSION', reads: [a]}"
        ]
        #expect(
            try problems(steps: steps, spec: "variables: {N_ESTIMATORS: '4'}\ndatasets: {a: {files: x}}") == [
                "7:35: warning: spec.steps[0].run: the command names N_ESTIMATOR, which neither the step nor environment 'prod' sets; did you mean 'N_ESTIMATORS'?",
                "7:35: error: spec.steps[0].run: the command names SLUICE_DATASET_B, and the step reads and writes no such dataset; "
                    + "allowed: SLUICE_DATASET_A, SLUICE_DATASET_A_VERSION; did you mean 'SLUICE_DATASET_A'?",
            ])
    }

    @Test func stepsThatDoNotRunUnderDeployModelNeedNoData() throws {
        let steps = ["{name: t, kind: train, run: x, reads: [raw]}"]
        #expect(try problems(steps: steps, spec: "promotesFrom: dev\nstrategy: deploy-model") == [])
    }
}
