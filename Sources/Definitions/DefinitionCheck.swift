package import Promotion

/// What must hold between a pipeline and the environment that it is to run in. The two come from different commits, so each pair
/// is checked when it meets.
package struct DefinitionCheck {
    private let pipeline: Pipeline
    private let environment: Environment
    private let source: SourceMap
    private var found: [Diagnostic] = []

    /// Checks that `pipeline` can run in `environment`.
    ///
    /// - Parameters:
    ///   - pipeline: a pipeline without errors of its own.
    ///   - environment: an environment without errors of its own.
    ///   - source: from `Decoded.sources` of the pipeline; without it diagnostics have no line.
    /// - Returns: the problems with the steps' kinds, then with datasets, then with variables.
    package static func problems(pipeline: Pipeline, environment: Environment, source: SourceMap? = nil) -> [Diagnostic]
    {
        var check = DefinitionCheck(
            pipeline: pipeline, environment: environment, source: source ?? SourceMap(file: "sluice.yaml"))
        check.checkKinds()
        check.found += GateNeeds(environment, of: pipeline, source: check.source).problems
        check.checkDatasets()
        check.checkVariables()
        return check.found
    }

    private init(pipeline: Pipeline, environment: Environment, source: SourceMap) {
        self.pipeline = pipeline
        self.environment = environment
        self.source = source
    }

    private mutating func report(
        _ severity: Diagnostic.Severity = .error, at path: String, found text: String? = nil, _ message: String,
        allowed: [String] = [], suggestion: String? = nil
    ) {
        found.append(
            source.diagnostic(severity, at: path, found: text, message, allowed: allowed, suggestion: suggestion))
    }

    /// Steps that run under the environment's strategy, with their places in the file.
    private var runningSteps: [(index: Int, step: PipelineStep)] {
        pipeline.steps.enumerated().map { ($0, $1) }.filter { _, step in
            switch (environment.strategy, step.kind) {
            case (.deployCode, _), (.deployModel, .test), (.deployModel, .evaluate), (.deployModel, .deploy): true
            case (.deployModel, .task), (.deployModel, .train): false
            }
        }
    }

    private mutating func checkKinds() {
        let name = environment.name.quoted
        if environment.strategy == .deployCode, !pipeline.steps.contains(where: { $0.kind == .train }) {
            report(
                at: "spec.steps",
                "no step is of kind 'train', and environment \(name) retrains (strategy deploy-code): nothing would produce a candidate"
            )
        }
    }

    private mutating func checkDatasets() {
        let bound = environment.datasets.keys.sorted().map(\.rawValue)
        let written = Set(pipeline.steps.flatMap(\.writes))
        for (index, step) in runningSteps {
            for (position, dataset) in step.reads.enumerated()
            where environment.datasets[dataset] == nil && !written.contains(dataset) {
                report(
                    at: "spec.steps[\(index)].reads[\(position)]", found: dataset.rawValue,
                    "dataset \(dataset.quoted) is neither bound by environment \(environment.name.quoted) nor written by a step",
                    allowed: (bound + written.map(\.rawValue).sorted()).filter { $0 != dataset.rawValue },
                    suggestion: Spelling.nearest(to: dataset.rawValue, in: bound + written.map(\.rawValue).sorted()))
            }
        }
        let used = written.union(pipeline.steps.flatMap(\.reads))
        for dataset in environment.datasets.keys.sorted() where !used.contains(dataset) {
            report(
                .warning, at: "spec.steps", found: dataset.rawValue,
                "environment \(environment.name.quoted) binds dataset \(dataset.quoted), which no step reads or writes")
        }
    }

    /// A command that names a variable which nothing sets cannot be started.
    private mutating func checkVariables() {
        for (index, step) in runningSteps {
            let datasets = Set((step.reads + step.writes).map { "SLUICE_DATASET_\($0.variableSuffix)" })
            let declared = Set(step.variables.keys).union(environment.variables.keys)
            for (position, secret) in step.secrets.enumerated() where environment.variables[secret.rawValue] != nil {
                report(
                    at: "spec.steps[\(index)].secrets[\(position)]", found: secret.rawValue,
                    "secret \(secret.quoted) is a variable of environment \(environment.name.quoted) too; rename one")
            }
            for variable in step.run.variables.sorted() {
                if variable.hasPrefix("SLUICE_DATASET_") {
                    let known = datasets.union(datasets.map { "\($0)_VERSION" })
                    guard !known.contains(variable) else { continue }
                    report(
                        at: "spec.steps[\(index)].run", found: variable,
                        "the command names \(variable), and the step reads and writes no such dataset",
                        allowed: known.sorted(), suggestion: Spelling.nearest(to: variable, in: known.sorted()))
                } else if !RunVariables.isSetBySluice(variable), !RunVariables.usual.contains(variable),
                    !declared.contains(variable)
                {
                    report(
                        .warning, at: "spec.steps[\(index)].run", found: variable,
                        "the command names \(variable), which neither the step nor environment \(environment.name.quoted) sets",
                        suggestion: Spelling.nearest(to: variable, in: declared.sorted()))
                }
            }
        }
    }
}
