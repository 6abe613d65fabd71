internal import Gates
import Promotion

/// What the gate of an environment needs of a pipeline.
struct GateNeeds {
    private let gate: GatePolicy
    private let environment: String
    private let pipeline: Pipeline
    private let source: SourceMap

    init(_ environment: Environment, of pipeline: Pipeline, source: SourceMap) {
        gate = environment.gate
        self.environment = environment.name.quoted
        self.pipeline = pipeline
        self.source = source
    }

    /// What is lacking, in the order of the gate; first what concerns the evaluate step.
    var problems: [Diagnostic] { evaluationProblems + testProblems + dataProblems + commandProblems }

    private var evaluationProblems: [Diagnostic] {
        let metrics = gate.metrics.sorted().map(\.quotedForMessage)
        let asked = metrics + gate.predictionFiles.map { "table \($0.quotedForMessage)" }
        guard !asked.isEmpty else { return [] }
        guard let index = pipeline.steps.firstIndex(where: { $0.kind == .evaluate }) else {
            return [
                source.diagnostic(
                    at: "spec.steps",
                    "no step is of kind 'evaluate', and the gate of environment \(environment) asks for "
                        + "\(asked.joined(separator: ", ")): nothing would log \(metrics.isEmpty ? "it" : "a figure")")
            ]
        }
        let compares = gate.nodes.contains { node in
            let condition = node.check.condition
            return condition.comparesWithChampion && (condition.loggedMetric != nil || condition.predictions != nil)
        }
        guard compares, pipeline.steps[index].reads.isEmpty else { return [] }
        return [
            source.diagnostic(
                at: "spec.steps[\(index)]",
                "the evaluate step reads no dataset, and the gate of environment \(environment) compares with the champion: "
                    + "figures are only compared on data of a known version; add 'reads'")
        ]
    }

    private var testProblems: [Diagnostic] {
        let steps = pipeline.steps.filter { $0.kind == .test }.map(\.name.rawValue)
        return gate.nodes.flatMap { node -> [Diagnostic] in
            guard case .tests(let check) = node.check.condition else { return [] }
            return check.kinds.filter { kind in !steps.contains { TestReport(step: $0).isOf(kind: kind) } }.map {
                kind in
                source.diagnostic(
                    at: "spec.steps", found: kind,
                    "no test step is of kind \(kind.quotedForMessage), which the gate of environment \(environment) asks for",
                    allowed: steps, suggestion: Spelling.nearest(to: kind, in: steps))
            }
        }
    }

    private var dataProblems: [Diagnostic] {
        let read = Set(pipeline.steps.flatMap(\.reads)).sorted().map(\.rawValue)
        return gate.nodes.compactMap { node in
            guard case .data(let check) = node.check.condition, !read.contains(check.dataset.rawValue) else {
                return nil
            }
            return source.diagnostic(
                at: "spec.steps", found: check.dataset.rawValue,
                "no step reads dataset \(check.dataset.quoted), whose version the gate of environment \(environment) looks at",
                allowed: read, suggestion: Spelling.nearest(to: check.dataset.rawValue, in: read))
        }
    }

    private var commandProblems: [Diagnostic] {
        let names = Set(gate.commands.map(\.path.stepName))
        return pipeline.steps.enumerated().filter { names.contains($0.element.name) }.map { index, step in
            source.diagnostic(
                at: "spec.steps[\(index)].name", found: step.name.rawValue,
                "\(step.name.quoted) is what a command of environment \(environment)'s gate is called; rename the step")
        }
    }
}
