import Definitions
import Foundation
import Promotion
import Testing

@Suite("Secrets that steps declare")
struct SecretDeclarationTests {
    @Test func aStepDeclaresSecretsByName() throws {
        let text = Fixtures.pipeline(steps: ["{name: a, run: x, secrets: [API_KEY, OTHER]}", "{name: b, run: x}"])
        let decoded = Fixtures.readPipeline(text)
        #expect(decoded.lines == [])
        #expect(decoded.value?.steps.map { $0.secrets.map(\.rawValue) } == [["API_KEY", "OTHER"], []])
    }

    @Test(arguments: [
        ("{name: a, run: x, secrets: [A-B]}", "may have only letters, digits and '_'"),
        ("{name: a, run: x, secrets: [PATH]}", "every step has"),
        ("{name: a, run: x, secrets: [API_KEY, API_KEY]}", "is in the list twice"),
        ("{name: a, run: x, secrets: [API_KEY], variables: {API_KEY: y}}", "is a variable of this step too"),
        ("{name: a, run: curl $API_KEY, secrets: [API_KEY]}", "commands are shown in lists of processes"),
    ])
    func whatCannotBeIsAnErrorAtItsPlace(step: String, message: String) {
        let lines = Fixtures.readPipeline(Fixtures.pipeline(steps: [step])).lines
        #expect(lines.count == 1 && lines[0].contains(message) && lines[0].hasPrefix("7:"), "\(lines)")
    }

    @Test func aNameBelongsToTheEnvironmentOrToASecret() throws {
        let steps = [
            "{name: a, kind: train, run: x, secrets: [N_ESTIMATORS]}",
            "{name: e, kind: evaluate, run: x, reads: [customers]}",
        ]
        let pipeline = try #require(Fixtures.readPipeline(Fixtures.pipeline(steps: steps)).value)
        let environment = try #require(Fixtures.readEnvironment(Fixtures.environment).value?.last)
        let problems = DefinitionCheck.problems(pipeline: pipeline, environment: environment).map(\.description)
        #expect(
            problems.contains { $0.contains("secret 'N_ESTIMATORS' is a variable of environment 'prod' too") },
            "\(problems)")
    }

    /// Runs keep the steps that were pinned before steps could declare secrets.
    @Test func aStepThatWasStoredWithoutSecretsIsRead() throws {
        let step = PipelineStep(name: StepName(checked: "a"), kind: .task, run: .succeed)
        var stored = try #require(
            try JSONSerialization.jsonObject(with: JSONEncoder().encode(step)) as? [String: Any])
        stored["secrets"] = nil
        let read = try JSONDecoder().decode(PipelineStep.self, from: JSONSerialization.data(withJSONObject: stored))
        #expect(read == step)
    }
}
