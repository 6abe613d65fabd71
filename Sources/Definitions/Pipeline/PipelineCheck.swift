import Promotion

/// What must hold between the steps of one pipeline.
struct PipelineCheck {
    let pipeline: Pipeline
    private let source: SourceMap
    private let graph: StepGraph
    private let indices: [StepName: Int]
    private var found: [Diagnostic] = []

    /// Names that could not be read are passed over: they were reported.
    static func problems(in pipeline: Pipeline, source: SourceMap) -> [Diagnostic] {
        var check = PipelineCheck(pipeline, source)
        check.checkNames()
        check.checkNeeds()
        check.checkKinds()
        if check.graph.cycle() == nil { check.checkDatasets() } else { check.reportCycle() }
        check.checkVariableNames()
        check.checkSecrets()
        return check.found
    }

    private init(_ pipeline: Pipeline, _ source: SourceMap) {
        self.pipeline = pipeline
        self.source = source
        graph = StepGraph(pipeline.steps)
        indices = Dictionary(pipeline.steps.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }

    mutating func report(
        _ path: String, found text: String? = nil, _ message: String, allowed: [String] = [], suggestion: String? = nil
    ) {
        found.append(source.diagnostic(at: path, found: text, message, allowed: allowed, suggestion: suggestion))
    }

    private mutating func checkNames() {
        for (index, step) in pipeline.steps.enumerated() where indices[step.name] != index && !step.name.isPlaceholder {
            report(
                "spec.steps[\(index)].name", found: step.name.rawValue,
                "\(step.name.quoted) is the name of an earlier step, spec.steps[\(indices[step.name] ?? 0)]; names are unique"
            )
        }
    }

    private mutating func checkNeeds() {
        let names = pipeline.steps.map(\.name.rawValue).filter { !$0.isPlaceholder }
        let allKnown = names.count == pipeline.steps.count
        for (index, step) in pipeline.steps.enumerated() {
            for (position, need) in step.needs.enumerated() where !need.isPlaceholder {
                let path = "spec.steps[\(index)].needs[\(position)]"
                if let needed = pipeline[need] {
                    checkPlace(of: needed, neededAt: path)
                } else if allKnown {
                    let others = names.filter { $0 != step.name.rawValue }
                    report(
                        path, found: need.rawValue, "\(need.quoted) is not a step of this pipeline", allowed: others,
                        suggestion: Spelling.nearest(to: need.rawValue, in: others))
                }
            }
        }
    }

    private mutating func checkPlace(of needed: PipelineStep, neededAt path: String) {
        switch needed.kind {
        case .task, .test, .train: break
        case .evaluate:
            report(
                path, found: needed.name.rawValue,
                "\(needed.name.quoted) is an evaluate step, which runs when all others have; no step can need it")
        case .deploy:
            report(
                path, found: needed.name.rawValue,
                "\(needed.name.quoted) is a deploy step, which runs after the promotion; no step can need it")
        }
    }

    private mutating func checkKinds() {
        for kind in [StepKind.train, .evaluate] {
            let indices = pipeline.steps.indices.filter { pipeline.steps[$0].kind == kind }
            for index in indices.dropFirst() {
                let first = pipeline.steps[indices[0]].name
                report(
                    "spec.steps[\(index)].kind", found: kind.rawValue,
                    "a pipeline has at most one \(kind.rawValue) step, and \(first.quoted) is one already")
            }
        }
    }

    private mutating func reportCycle() {
        guard let cycle = graph.cycle(), let first = cycle.first, !cycle.contains(where: \.isPlaceholder) else {
            return
        }
        let shown = cycle.prefix(20).map(\.rawValue).joined(separator: " → ") + (cycle.count > 20 ? " → …" : "")
        report(
            "spec.steps[\(indices[first] ?? 0)].needs", found: shown, "the steps need each other in a circle: \(shown)")
    }

    /// Who reads what another step writes has to come after it, or to be needed by it.
    private mutating func checkDatasets() {
        var writers: [DatasetName: [PipelineStep]] = [:]
        for step in pipeline.steps {
            for name in step.writes where !name.isPlaceholder { writers[name, default: []].append(step) }
        }
        guard !writers.isEmpty else { return }
        for (index, step) in pipeline.steps.enumerated() {
            let before = graph.ancestors(of: step.name)
            for (position, name) in step.writes.enumerated() {
                for other in writers[name] ?? []
                where (indices[other.name] ?? 0) < index && !ordered(step, other, before) {
                    report(
                        "spec.steps[\(index)].writes[\(position)]", found: name.rawValue,
                        "\(other.name.quoted) writes \(name.quoted) too, and neither step needs the other: which comes last is chance"
                    )
                }
            }
            guard step.kind != .evaluate, step.kind != .deploy else { continue }
            for (position, name) in step.reads.enumerated() {
                for writer in writers[name] ?? [] where !ordered(step, writer, before) {
                    report(
                        "spec.steps[\(index)].reads[\(position)]", found: name.rawValue,
                        "\(writer.name.quoted) writes \(name.quoted), and \(step.name.quoted) does not wait for it; add \(writer.name.quoted) to spec.steps[\(index)].needs"
                    )
                }
            }
        }
    }

    private func ordered(_ step: PipelineStep, _ other: PipelineStep, _ before: Set<StepName>) -> Bool {
        step.name == other.name || before.contains(other.name) || graph.ancestors(of: other.name).contains(step.name)
    }

    /// Two datasets may not reach a step by one variable.
    private mutating func checkVariableNames() {
        var owners: [String: DatasetName] = [:]
        for (index, step) in pipeline.steps.enumerated() {
            let places =
                step.reads.enumerated().map { ("reads[\($0)]", $1) }
                + step.writes.enumerated().map { ("writes[\($0)]", $1) }
            for (place, name) in places where !name.isPlaceholder {
                guard let owner = owners[name.variableSuffix] else {
                    owners[name.variableSuffix] = name
                    continue
                }
                guard owner != name else { continue }
                report(
                    "spec.steps[\(index)].\(place)", found: name.rawValue,
                    "datasets \(owner.quoted) and \(name.quoted) would share the variable SLUICE_DATASET_\(name.variableSuffix); rename one"
                )
            }
        }
    }
}
