import Promotion

/// `sluice status`: one screen with what is where and what waits.
enum StatusScreen {
    static func lines(_ projects: [ProjectReport], _ terminal: Terminal) -> [String] {
        guard !projects.isEmpty else {
            return ["no projects yet; watch a repository with 'sluice project add NAME PATH-OR-URL'"]
        }
        var lines: [String] = []
        for project in projects {
            if !lines.isEmpty { lines.append("") }
            lines += self.lines(project, terminal)
        }
        return lines
    }

    private static func lines(_ project: ProjectReport, _ terminal: Terminal) -> [String] {
        let policy = project.policyCommit.map { "@\($0.short)" } ?? " (not read yet)"
        var lines = [
            terminal.paint(project.name.rawValue, .strong) + "  " + project.source.shown
                + terminal.paint("  policy \(project.protectedRef.shown.shown)\(policy)", .faint)
        ]
        lines += project.problems.map { "  " + terminal.paint("! " + $0.shown, .bad) }
        var table = Table(["ENVIRONMENT", "BRANCH", "COMMIT", "RUN", "", "CHAMPION", "METRIC"])
        for environment in project.environments {
            let run = environment.run
            let tip = environment.tips.first { $0.commit != nil }
            table.add([
                .init(environment.name.rawValue, .strong),
                .init((run?.ref ?? tip?.ref)?.shown ?? environment.branches.joined(separator: " ")),
                .init((run?.commit.id ?? tip?.commit)?.short ?? "-"),
                .init(run?.id.rawValue ?? "-"), .init(progress(of: run, terminal), run?.status.tone ?? .faint),
                .init(environment.champion.map { "\($0.model) v\($0.version)" } ?? "-"),
                .init(figure(of: environment.champion, asked: environment.gatedMetrics)),
            ])
        }
        lines += table.lines(terminal, indent: 2)
        for environment in project.environments {
            lines += environment.warnings.map { "  " + terminal.paint("! \(environment.name): \($0.shown)", .bad) }
        }
        let waiting = project.environments.flatMap { waits(of: $0) }
        if !waiting.isEmpty { lines.append("") }
        for (environment, sentence) in waiting {
            let margin = String(repeating: " ", count: environment.count + 6)
            let room = terminal.width.map { max($0 - margin.count, 30) } ?? .max
            for (index, piece) in sentence.shown.wrapped(to: room).enumerated() {
                lines.append(
                    index == 0 ? "  " + terminal.paint("→ \(environment)", .notable) + "  " + piece : margin + piece)
            }
        }
        return lines
    }

    /// `Running, building`, `Succeeded 3 min ago`
    private static func progress(of run: RunReport?, _ terminal: Terminal) -> String {
        guard let run else { return "" }
        if let finished = run.finished { return "\(run.status.rawValue) \(Figures.ago(finished, now: terminal.now))" }
        guard run.status == .running else { return run.status.rawValue }
        let step = run.steps.filter { $0.status == .running }.map(\.key.rawValue).joined(separator: ", ")
        return "Running, \(step.isEmpty ? run.phase : step)"
    }

    private static func waits(of environment: EnvironmentReport) -> [(String, String)] {
        var sentences = environment.waiting
        if let hold = environment.hold, !sentences.contains(where: { $0.contains(hold.reason) }) {
            sentences.insert("held by \(hold.by): \(hold.reason)", at: 0)
        }
        if let run = environment.run, [.blocked, .awaitingApproval, .failed, .errored].contains(run.status),
            !run.reason.isEmpty,
            !sentences.contains(where: { $0.contains(run.reason) })
        {
            sentences.append("\(run.id) \(run.status.rawValue): \(run.reason)")
        }
        return sentences.map { (environment.name.rawValue, $0) }
    }

    /// The champion's value of the metric that the gate asks for first; without a gate, of the first metric by name.
    static func figure(of version: ModelVersionReport?, asked: [String]) -> String {
        guard let metrics = version?.metrics, !metrics.isEmpty else { return "" }
        guard let name = asked.first(where: { metrics[$0] != nil }) ?? metrics.keys.sorted().first,
            let value = metrics[name]
        else { return "" }
        return "\(name) \(Figures.number(value))"
    }
}
