import Promotion

/// `sluice models`: the versions of an environment's models, newest first.
enum ModelsScreen {
    static func lines(_ versions: [(EnvironmentName, ModelVersionReport)], _ terminal: Terminal) -> [String] {
        guard !versions.isEmpty else { return ["no model versions yet; a run that trains registers one"] }
        var table = Table(
            ["ENVIRONMENT", "MODEL", "VERSION", "ALIASES", "METRICS", "COMMIT", "RUN", "COPIED FROM", "REGISTERED"],
            right: [2])
        for (environment, version) in versions {
            table.add([
                .init(environment.rawValue), .init(version.model.rawValue), .init("v\(version.version)"),
                .init(version.aliases.joined(separator: ", "), version.aliases.contains("champion") ? .good : .plain),
                .init(metrics(of: version)), .init(version.commit?.short ?? ""), .init(version.run?.rawValue ?? ""),
                .init(
                    version.origin.map { "\($0.workspace) v\($0.version)" }
                        ?? (version.imported == nil ? "" : ImportMark.words)),
                .init(Figures.ago(version.created, now: terminal.now)),
            ])
        }
        return table.lines(terminal)
    }

    /// At most three, by name.
    private static func metrics(of version: ModelVersionReport) -> String {
        let shown = version.metrics.sorted { $0.key < $1.key }.prefix(3).map { "\($0.key) \(Figures.number($0.value))" }
        let more = version.metrics.count - shown.count
        return shown.joined(separator: ", ") + (more > 0 ? ", +\(more)" : "")
    }
}
