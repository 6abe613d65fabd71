import Definitions
import Promotion
import Testing

@Suite struct PipelineReadingTests {
    @Test func theExampleOfTheDesignIsRead() throws {
        let decoded = Fixtures.readPipeline(Fixtures.pipeline)
        #expect(decoded.lines == [])
        let pipeline = try #require(decoded.value)
        #expect(pipeline.name == "churn")
        #expect(pipeline.requirements == "requirements.txt")
        #expect(pipeline.steps.map(\.kind) == [.test, .task, .train, .test, .evaluate, .deploy])
        #expect(pipeline.steps[1].writes == [DatasetName(checked: "features")])
        #expect(pipeline.steps[2].needs == [StepName(checked: "features")])
        #expect(pipeline.steps[0].limits == StepLimits())
    }

    @Test func everyFieldOfAStepIsRead() throws {
        let text = Fixtures.pipeline(steps: [
            "{name: a, run: x, variables: {A: 'b', EMPTY: ''}, retries: 2, limits: {timeout: 30m, memory: 4Gi, output: 100k, grace: 0s}}"
        ])
        let decoded = Fixtures.readPipeline(text)
        #expect(decoded.lines == [])
        let step = try #require(decoded.value?.steps.first)
        #expect(step.variables == ["A": "b", "EMPTY": ""])
        #expect(step.retries == 2)
        #expect(step.limits == StepLimits(seconds: 1800, memory: 4 << 30, output: 100_000, graceSeconds: 0))
    }

    @Test func theMessageIsTheOneOfTheManual() {
        let decoded = Fixtures.readPipeline(Fixtures.pipeline(steps: ["{name: a, run: x, kind: trian}"]))
        #expect(decoded.value == nil)
        #expect(
            decoded.diagnostics.map(\.description) == [
                "sluice.yaml:7:31: error: spec.steps[0].kind: 'trian' is not a step kind; "
                    + "allowed: task, test, train, evaluate, deploy; did you mean 'train'?"
            ])
    }

    @Test func allProblemsOfAFileAreFoundInOnePass() {
        let text = """
            apiVersion: sluice/v2
            kind: Pipelin
            metadata: {nam: churn}
            spec:
              model: a/b
              python: {requirements: ../requirements.txt}
              stepz: []
              steps:
                - {name: a, run: "a | b", needs: [c]}
                - {name: b, run: "b", needs: [bb]}
                - {name: b, run: 5, retries: many}
                - {run: c, limits: {timeout: 30, memory: 4GB}}
                - {name: d, run: d, variables: {N: 400, ON: on, SLUICE_HOME: x}}
                - {name: e, run: e, needs: [f]}
                - {name: f, run: f, needs: [e], needs: [e]}
                - 7
            """
        let decoded = Fixtures.readPipeline(text)
        #expect(
            decoded.lines == [
                "1:13: error: apiVersion: 'sluice/v2' is not the API version expected here; allowed: sluice/v1; did you mean 'sluice/v1'?",
                "2:7: error: kind: 'Pipelin' is not the kind expected here; allowed: Pipeline; did you mean 'Pipeline'?",
                "3:11: error: metadata.name: the key 'name' is missing",
                "3:12: error: metadata.nam: 'nam' is not a key of metadata; allowed: name; did you mean 'name'?",
                "5:10: error: spec.model: model name 'a/b' may not contain '/' or ':'",
                "6:26: error: spec.python.requirements: '../requirements.txt' may not lead out with '..'",
                "7:3: error: spec.stepz: 'stepz' is not a key of a pipeline's spec; allowed: model, python, steps",
                "9:25: error: spec.steps[0].run: '|' is shell syntax, and steps run without a shell; quote it, or put the commands into a script",
                "11:14: error: spec.steps[2].name: 'b' is the name of an earlier step, spec.steps[1]; names are unique",
                "11:22: error: spec.steps[2].run: found the number 5 where a command is expected; put it in quotes if it is meant: \"5\"",
                "11:34: error: spec.steps[2].retries: found the text 'many' where a whole number is expected",
                "12:7: error: spec.steps[3].name: the key 'name' is missing",
                "12:34: error: spec.steps[3].limits.timeout: found the number 30 where a duration such as 30m is expected; put it in quotes if it is meant: \"30\"",
                "12:46: error: spec.steps[3].limits.memory: '4GB' is not a size: write a whole number and a unit (Ki, Mi, Gi, Ti, k, M, G, T), such as 4Gi",
                "13:40: error: spec.steps[4].variables.N: found the number 400 where a variable's value is expected; put it in quotes if it is meant: \"400\"",
                "13:49: error: spec.steps[4].variables.ON: found the text 'on' where a variable's value is expected; put it in quotes if it is meant: \"on\"",
                "13:53: error: spec.steps[4].variables.SLUICE_HOME: variable 'SLUICE_HOME' is set by Sluice and cannot be changed",
                "14:32: error: spec.steps[5].needs: the steps need each other in a circle: e → f → e",
                "15:37: error: spec.steps[6].needs: 'needs' is given twice in this mapping; the first is on line 15",
                "16:7: error: spec.steps[7]: found the number 7 where a mapping (a step) is expected",
            ])
    }

    @Test(arguments: [
        (
            ["{name: a, run: x, needs: [bulid]}", "{name: build, run: x}"],
            "7:33: error: spec.steps[0].needs[0]: 'bulid' is not a step of this pipeline; allowed: build; did you mean 'build'?"
        ),
        (
            ["{name: a, run: x, needs: [a]}"],
            "7:32: error: spec.steps[0].needs: the steps need each other in a circle: a → a"
        ),
        (
            ["{name: a, run: x, kind: train}", "{name: b, run: x, kind: train}"],
            "8:31: error: spec.steps[1].kind: a pipeline has at most one train step, and 'a' is one already"
        ),
        (
            ["{name: a, run: x, kind: evaluate}", "{name: b, run: x, needs: [a]}"],
            "8:33: error: spec.steps[1].needs[0]: 'a' is an evaluate step, which runs when all others have; no step can need it"
        ),
        (
            ["{name: a, run: x, kind: deploy}", "{name: b, run: x, kind: deploy, needs: [a]}"],
            "8:47: error: spec.steps[1].needs[0]: 'a' is a deploy step, which runs after the promotion; no step can need it"
        ),
        (
            ["{name: a, run: x, writes: [f]}", "{name: b, run: x, reads: [f]}"],
            "8:33: error: spec.steps[1].reads[0]: 'a' writes 'f', and 'b' does not wait for it; add 'a' to spec.steps[1].needs"
        ),
        (
            ["{name: a, run: x, writes: [f]}", "{name: b, run: x, writes: [f]}"],
            "8:34: error: spec.steps[1].writes[0]: 'a' writes 'f' too, and neither step needs the other: which comes last is chance"
        ),
        (
            ["{name: a, run: x, reads: [a-b, a.b]}"],
            "7:38: error: spec.steps[0].reads[1]: datasets 'a-b' and 'a.b' would share the variable SLUICE_DATASET_A_B; rename one"
        ),
        (["{name: a, run: x, reads: [d, d]}"], "7:36: error: spec.steps[0].reads[1]: 'd' is in the list twice"),
        (
            ["{name: 'a b', run: x}"],
            "7:14: error: spec.steps[0].name: step name 'a b' may have only letters, digits, '_', '-' and '.'"
        ),
        (["{name: a, run: ''}"], "7:22: error: spec.steps[0].run: a command is empty"),
        (["{name: a, run: null}"], "7:22: error: spec.steps[0].run: found nothing where a command is expected"),
        (
            ["{name: a, run: x, retries: 99}"],
            "7:34: error: spec.steps[0].retries: 99 is out of range; allowed: 0 to 10"
        ),
        (
            ["{name: a, run: x, limits: {timeout: 40d}}"],
            "7:43: error: spec.steps[0].limits.timeout: '40d' is out of range: 1s to 30d is allowed"
        ),
        (
            ["{name: a, run: x, limits: {memory: 99999999999999999999Gi}}"],
            "7:42: error: spec.steps[0].limits.memory: '99999999999999999999Gi' is out of range: 1Mi to 1024Ti is allowed"
        ),
    ])
    func stepProblems(steps: [String], line: String) {
        #expect(Fixtures.readPipeline(Fixtures.pipeline(steps: steps)).lines == [line])
    }

    @Test func orderThroughOthersAndReadingBeforeWritingAreFine() {
        let steps = [
            "{name: a, run: x, writes: [f]}", "{name: b, run: x, needs: [a]}",
            "{name: c, run: x, needs: [b], reads: [f]}",
            "{name: d, run: x, needs: [c], writes: [f]}", "{name: e, kind: evaluate, run: x, reads: [f]}",
        ]
        #expect(Fixtures.readPipeline(Fixtures.pipeline(steps: steps)).lines == [])
    }

    @Test func aPipelineWithoutStepsIsRefused() {
        #expect(
            Fixtures.readPipeline(Fixtures.pipeline(steps: []) + "    []\n").lines == [
                "7:5: error: spec.steps: the list of steps is empty"
            ])
    }

    @Test func commandsOnSeveralLinesPointAtTheirBeginning() {
        let steps = ["name: a\n      run: >\n        echo\n        a | b"]
        #expect(
            Fixtures.readPipeline(Fixtures.pipeline(steps: steps)).lines.first?.hasPrefix(
                "8:12: error: spec.steps[0].run: '|'") == true)
    }
}
