import Definitions
import Promotion

/// Texts that the tests read, break and read again.
enum Fixtures {
    static let pipeline = """
        apiVersion: sluice/v1
        kind: Pipeline
        metadata: {name: churn}
        spec:
          model: churn
          python: {requirements: requirements.txt}
          steps:
            - {name: unit-tests,        kind: test, run: "pytest tests/unit --junitxml=$SLUICE_REPORT"}
            - {name: features,          run: "python -m churn.features", needs: [unit-tests], reads: [customers], writes: [features]}
            - {name: train,             kind: train, run: "python -m churn.train", needs: [features], reads: [features]}
            - {name: integration-tests, kind: test, run: "pytest tests/integration --junitxml=$SLUICE_REPORT", needs: [train]}
            - {name: evaluate,          kind: evaluate, run: "python -m churn.evaluate", reads: [holdout]}
            - {name: score,             kind: deploy, run: "python -m churn.score", reads: [customers]}

        """

    static let environment = """
        apiVersion: sluice/v1
        kind: Environment
        metadata: {name: prod}
        spec:
          promotesFrom: staging
          branches: ["release/*"]
          strategy: deploy-code
          concurrency: queue
          datasets: {customers: {delta: data/prod/customers}, holdout: {delta: data/prod/holdout}}
          variables: {N_ESTIMATORS: "400"}
          gate:
            - {metric: f1, threshold: 0.55}
            - {metric: f1, against: champion, min_absolute_change: 0.0}
          approvals: {required: 1, from: [release-managers], exclude: [author]}

        """

    /// A pipeline whose steps are `steps`, one flow mapping a line.
    static func pipeline(steps: [String]) -> String {
        "apiVersion: sluice/v1\nkind: Pipeline\nmetadata: {name: p}\nspec:\n  model: m\n  steps:\n"
            + steps.map { "    - \($0)\n" }.joined()
    }

    /// An environment called `name` with further lines of `spec`.
    static func environment(_ name: String, _ spec: String) -> String {
        "apiVersion: sluice/v1\nkind: Environment\nmetadata: {name: \(name)}\nspec:\n"
            + spec.split(separator: "\n").map { "  \($0)\n" }.joined()
    }

    static func readPipeline(_ text: String) -> Decoded<Pipeline> {
        DefinitionReader().pipeline(in: Array(text.utf8), file: "sluice.yaml")
    }

    static func readEnvironments(_ files: [(String, String)]) -> Decoded<[Environment]> {
        DefinitionReader().environments(in: files.map { (name: $0.0, bytes: Array($0.1.utf8)) })
    }

    static func readEnvironment(_ text: String) -> Decoded<[Environment]> {
        readEnvironments([
            ("environments/prod.yaml", text),
            ("environments/staging.yaml", environment("staging", "branches: [main]")),
        ])
    }
}

extension Decoded {
    /// The printed diagnostics, without the file's name.
    var lines: [String] {
        diagnostics.map { diagnostic in
            let text = diagnostic.description
            return text.hasPrefix(diagnostic.file) ? String(text.dropFirst(diagnostic.file.count + 1)) : text
        }
    }
}
