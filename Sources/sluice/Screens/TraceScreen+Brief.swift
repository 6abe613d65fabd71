import Promotion

extension TraceScreen {
    /// `sluice trace --brief`: the same story in a dozen lines, without parameters, files and digests.
    static func brief(_ trace: TraceReport, _ terminal: Terminal) -> [String] {
        let training = trace.trainingRun ?? trace.run
        var facts = Facts()
        facts.add("Commit", (training?.commit.id ?? trace.version.commit).map { "\($0)" })
        facts.add("Subject", training?.commit.subject)
        facts.add("Author", training?.commit.author)
        facts.add("Provenance", provenance(of: trace.version))
        facts.add("Branch", branch(of: trace))
        facts.add("Data", evidence(trace) { $0.inputs.map(data) }.joined(separator: "; "))
        facts.add("Tests", evidence(trace) { $0.steps.compactMap(tests) }.joined(separator: "; "))
        let metrics = trace.version.metrics.sorted { $0.key < $1.key }
        facts.add("Metrics", metrics.map { "\($0.key) \(Figures.number($0.value))" }.joined(separator: ", "))
        for check in trace.run?.gate?.decision.checks ?? [] {
            facts.add("Gate", "\(check.verdict.rawValue), \(check.check): \(check.reason)")
        }
        let promotion = trace.promotions.first
        facts.add(
            "Promoted by",
            promotion.map { "\($0.by), \(words(for: $0.kind)), \(Figures.time($0.time)): \($0.reason)" })
        facts.add("Replaced", promotion.map { $0.replaced.map { "v\($0)" } ?? "nothing: it was the first champion" })
        return heading(of: trace, terminal) + facts.lines(terminal)
    }

    /// The branch and run that judged it, and under `deploy-model` where it was trained.
    private static func branch(of trace: TraceReport) -> String? {
        guard let run = trace.run else { return trace.trainingRun.map { "\($0.ref.shown), run \($0.id)" } }
        let judged = "\(run.ref.shown), run \(run.id), \(run.strategy.rawValue)"
        guard let training = trace.trainingRun, training.id != run.id else { return judged }
        return judged + "; trained by \(training.id) on \(training.ref.shown)"
    }

    /// What both the training run and the run here have to say, each thing once.
    private static func evidence(_ trace: TraceReport, _ of: (RunReport) -> [String]) -> [String] {
        guard let training = trace.trainingRun, training.id != trace.run?.id else { return trace.run.map(of) ?? [] }
        return of(training).map { "\($0) in \(training.environment)" }
            + (trace.run.map { run in of(run).map { "\($0) in \(run.environment)" } } ?? [])
    }

    /// `customers at delta version 0 (7,000 rows)`
    private static func data(_ input: RunInput) -> String {
        let rows = input.given.rowCount.map { " (\(Figures.grouped($0)) rows)" } ?? ""
        return "\(input.name) at \(RunScreen.version(of: input.given))\(rows)"
    }

    /// `unit-tests 28 passed`
    private static func tests(_ step: StepReport) -> String? {
        step.tests.map { "\(step.key) \(RunScreen.tests($0))" }
    }
}
