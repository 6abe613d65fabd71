import Promotion

/// `sluice trace`: everything that led to a model version.
enum TraceScreen {
    static func lines(_ trace: TraceReport, _ terminal: Terminal) -> [String] {
        var lines = heading(of: trace, terminal)
        lines.append("")
        lines += facts(of: trace, terminal).lines(terminal)
        if let training = trace.trainingRun, training.id != trace.run?.id {
            lines += evidence(of: training, heading: "trained in \(training.environment)", terminal)
            if let run = trace.run { lines += evidence(of: run, heading: "judged in \(run.environment)", terminal) }
        } else if let run = trace.run {
            lines += evidence(of: run, heading: nil, terminal)
        }
        lines += RunScreen.section("Metrics", metrics(of: trace), terminal)
        if let gate = trace.run?.gate { lines += GateScreen.lines(gate, terminal) }
        lines += promotions(of: trace, terminal)
        lines += RunScreen.section("Parameters", params(of: trace), terminal)
        return lines + RunScreen.section("Files", files(of: trace), terminal)
    }

    /// Which version it is, and what does not fit together.
    static func heading(of trace: TraceReport, _ terminal: Terminal) -> [String] {
        let version = trace.version
        let isChampion = version.aliases.contains("champion")
        let title =
            terminal.paint("\(version.model.rawValue.shown) v\(version.version)", .strong) + "  in \(version.workspace)"
            + (isChampion ? "  " + terminal.paint("champion", .good) : "")
        return [title] + trace.warnings.map { "  " + terminal.paint("! " + $0.shown, .bad) }
    }

    private static func facts(of trace: TraceReport, _ terminal: Terminal) -> Facts {
        let version = trace.version
        var facts = Facts()
        let run = trace.trainingRun ?? trace.run
        facts.add("Aliases", version.aliases.joined(separator: ", "))
        facts.add("Commit", run.map { "\($0.commit.id)" } ?? version.commit?.rawValue)
        facts.add("Subject", run?.commit.subject)
        facts.add("Author", run?.commit.author)
        if run?.commit.committer != run?.commit.author { facts.add("Committer", run?.commit.committer) }
        facts.add("Branch", trace.run?.ref.shown ?? run?.ref.shown)
        facts.add("Strategy", (trace.run ?? run)?.strategy.rawValue)
        facts.add(
            "Run", (trace.run?.id ?? version.run).map { "\($0)\(trace.run.map { ", \($0.status.rawValue)" } ?? "")" })
        if let training = trace.trainingRun, training.id != trace.run?.id {
            facts.add("Trained by", "\(training.id) on \(training.ref.shown)")
        }
        facts.add("Copied from", version.origin.map { "\($0.model) v\($0.version) in \($0.workspace)" })
        facts.add("Provenance", provenance(of: version))
        facts.add("Registered", Figures.time(version.created))
        let replaced = trace.promotions.first
        facts.add(
            "Replaced",
            replaced.map { promotion in promotion.replaced.map { "v\($0)" } ?? "nothing: it was the first champion" })
        facts.add("Promoted by", replaced.map { "\($0.by), \(Figures.time($0.time)): \($0.reason)" })
        facts.add("Policy", trace.run?.policyCommit.map { "from commit \($0)" })
        facts.add("Digest", version.digest?.rawValue)
        return facts
    }

    /// Nil for what Sluice itself saw being made.
    static func provenance(of version: ModelVersionReport) -> String? {
        version.imported.map { mark in
            "\(ImportMark.words): from \(mark.source), import \(mark.importId), \(Figures.time(mark.time))"
        }
    }

    private static func evidence(of run: RunReport, heading: String?, _ terminal: Terminal) -> [String] {
        let suffix = heading.map { ", " + $0 } ?? ""
        var tests = Table(["STEP", "TESTS", "STATUS"])
        for step in run.steps where step.kind == .test || step.tests != nil {
            tests.add([
                .init(step.key.rawValue), .init(step.tests.map(RunScreen.tests) ?? "no report"),
                .init(step.status.rawValue, step.status.tone),
            ])
        }
        return RunScreen.section("Data\(suffix)", RunScreen.data(of: run, terminal), terminal)
            + RunScreen.section("Tests\(suffix)", tests, terminal) + RunScreen.failures(of: run, terminal)
    }

    private static func metrics(of trace: TraceReport) -> Table {
        var table = Table(["METRIC", "VALUE"], right: [1])
        for (name, value) in trace.version.metrics.sorted(by: { $0.key < $1.key }) {
            table.add([.init(name), .init(Figures.number(value))])
        }
        return table
    }

    private static func promotions(of trace: TraceReport, _ terminal: Terminal) -> [String] {
        guard !trace.promotions.isEmpty else {
            return ["", terminal.paint("Promotions", .strong), "  none: it has not been champion here"]
        }
        var table = Table(["WHEN", "HOW", "REPLACED", "BY", "RUN", "REASON"])
        for promotion in trace.promotions {
            table.add([
                .init(Figures.time(promotion.time)), .init(words(for: promotion.kind)),
                .init(promotion.replaced.map { "v\($0)" } ?? "nothing"), .init(promotion.by),
                .init(promotion.run?.rawValue ?? "-"), .init(promotion.reason),
            ])
        }
        let warnings = trace.promotions.compactMap(\.warning).map { "  " + terminal.paint("! " + $0.shown, .bad) }
        return RunScreen.section("Promotions", table, terminal) + warnings
    }

    static func words(for kind: PromotionKind) -> String {
        switch kind {
        case .gate: "gate passed"
        case .person: "by a person"
        case .rollback: "rollback"
        }
    }

    private static func params(of trace: TraceReport) -> Table {
        var table = Table(["PARAMETER", "VALUE"])
        for (name, value) in trace.params.sorted(by: { $0.key < $1.key }) {
            table.add([.init(name), .init(value.shortened(to: 100))])
        }
        return table
    }

    private static func files(of trace: TraceReport) -> Table {
        var table = Table(["FILE", "SIZE", "SHA-256"], right: [1])
        for file in trace.files {
            table.add([.init(file.path), .init(Figures.bytes(file.size)), .init(file.digest.rawValue, .faint)])
        }
        return table
    }
}
