import Promotion

/// What must hold inside one environment, beyond its shape.
enum EnvironmentCheck {
    static func problems(in environment: Environment, source: SourceMap) -> [Diagnostic] {
        var found: [Diagnostic] = []
        if !environment.name.isPlaceholder, stem(of: source.file) != environment.name.rawValue {
            found.append(
                source.diagnostic(
                    .warning, at: "metadata.name", found: environment.name.rawValue,
                    "environment \(environment.name.quoted) is in a file of another name; "
                        + "'\(environment.name).yaml' is where people look for it"))
        }
        if environment.strategy == .deployModel, environment.promotesFrom == nil {
            found.append(
                source.diagnostic(
                    at: "spec.strategy", found: environment.strategy.rawValue,
                    "deploy-model takes finished models from another environment; add 'promotesFrom'"))
        }
        let gate = environment.gate
        let thresholds = gate.nodes.contains { $0.check.condition.judgesTheFirst }
        if gate.onMissingChampion == .thresholds, !gate.checks.isEmpty, !thresholds {
            found.append(
                source.diagnostic(
                    .warning, at: "spec.gate",
                    "no check has a threshold: the first model passes unchecked unless 'onMissingChampion' says otherwise"
                ))
        }
        if gate.onMissingChampion != .thresholds, !gate.comparesWithChampion {
            found.append(
                source.diagnostic(
                    .warning, at: "spec.onMissingChampion", found: gate.onMissingChampion.rawValue,
                    "no check of the gate compares with the champion"))
        }
        if !gate.checks.isEmpty, gate.checks.allSatisfy({ $0.severity == .advisory }) {
            found.append(
                source.diagnostic(.warning, at: "spec.gate", "every check is advisory: every candidate passes"))
        }
        if environment.promotesFrom == nil, let soak = gate.nodes.first(where: { $0.check.condition.kind == .soak }) {
            found.append(
                source.diagnostic(
                    at: soak.path.fieldPath(in: gate),
                    "a soak is spent in the environment before, and there is none; add 'promotesFrom'"))
        }
        return found
    }

    private static func stem(of file: String) -> String {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        for suffix in [".yaml", ".yml"] where name.hasSuffix(suffix) { return String(name.dropLast(suffix.count)) }
        return name
    }
}

extension GateCondition {
    /// Whether it says something about a model that has no champion to be compared with.
    fileprivate var judgesTheFirst: Bool {
        switch self {
        case .metric(let check): check.threshold != nil
        case .value(let check): check.floor != nil
        case .latency(let check): check.max != nil
        case .tests, .model, .data, .command: true
        case .significance, .soak, .window, .all, .any, .not: false
        }
    }
}

extension CheckPath {
    /// Where the check stands in its file, such as `spec.gate[2].any[0]`.
    func fieldPath(in gate: GatePolicy) -> String {
        var checks = gate.checks
        var text = "spec.gate"
        var container: CheckKind?
        for number in numbers where checks.indices.contains(number - 1) {
            if let container { text += ".\(container.rawValue)" }
            if container != .not { text += "[\(number - 1)]" }
            container = checks[number - 1].condition.kind
            checks = checks[number - 1].condition.parts
        }
        return text
    }
}
