/// The definition of an environment, as text.
struct TestEnvironment: Sendable {
    var name: String
    var branches: [String]
    var promotesFrom: String?
    var strategy = "deploy-code"
    var concurrency = "queue"
    /// The list items of `gate`.
    var gate: [String]
    /// More lines of `spec`.
    var more: [String] = []

    static let dev = TestEnvironment(
        name: "dev", branches: ["dev", "feature/*"], gate: ["{metric: f1, threshold: 0.2}"])
    static let staging = TestEnvironment(
        name: "staging", branches: ["main"], gate: ["{metric: f1, threshold: 0.3}"])
    static let prod = TestEnvironment(
        name: "prod", branches: ["release/*"], promotesFrom: "staging",
        gate: [
            "{metric: f1, threshold: 0.5}", "{metric: f1, against: champion, min_absolute_change: 0.0}",
        ])
    static let ladder = [dev, staging, prod]

    func with(_ change: (inout TestEnvironment) -> Void) -> TestEnvironment {
        var changed = self
        change(&changed)
        return changed
    }

    var yaml: String {
        var lines = ["apiVersion: sluice/v1", "kind: Environment", "metadata: {name: \(name)}", "spec:"]
        if let promotesFrom { lines.append("  promotesFrom: \(promotesFrom)") }
        lines.append("  branches: [\(branches.map { "\"\($0)\"" }.joined(separator: ", "))]")
        lines += ["  strategy: \(strategy)", "  concurrency: \(concurrency)", "  datasets:"]
        lines.append("    customers: {delta: data/\(name)/customers}")
        lines += ["holdout", "control"].map { "    \($0): {files: data/\(name)/\($0)}" }
        lines += gate.isEmpty ? [] : ["  gate:"] + gate.map { "    - \($0)" }
        return (lines + more.map { "  " + $0 }).joined(separator: "\n") + "\n"
    }
}
