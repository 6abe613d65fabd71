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
        let thresholds = gate.nodes.contains { !$0.check.condition.comparesWithChampion }
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
        return found
    }

    private static func stem(of file: String) -> String {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        for suffix in [".yaml", ".yml"] where name.hasSuffix(suffix) { return String(name.dropLast(suffix.count)) }
        return name
    }
}
