package import Promotion

/// Under which pipeline run's token something was logged: what links evidence to its run, instead of names.
package struct EvidenceOrigin: Hashable, Sendable {
    package var run: RunID
    package var step: StepName
    package var attempt: Int
    /// What the step was asked to look at, such as `candidate` or `champion`; nil where there is only one subject.
    package var subject: String?

    package init(run: RunID, step: StepName, attempt: Int, subject: String?) {
        self.run = run
        self.step = step
        self.attempt = attempt
        self.subject = subject
    }

    /// What is logged under a run's token.
    package init(_ identity: RunIdentity) {
        self.init(
            run: identity.run, step: identity.step.step, attempt: identity.attempt,
            subject: identity.step.modelVersion.map { "v\($0)" })
    }

    /// Reads the columns `sluice_run`, `sluice_step`, `sluice_attempt` and `sluice_subject`, which begin at `first`; nil if the row has
    /// no origin.
    init?(row: some RowColumns, at first: Int) throws(CatalogError) {
        guard let run: RunID = try row[first] else { return nil }
        self.run = run
        step = try row[first + 1]
        attempt = try row[first + 2]
        subject = try row[first + 3]
    }
}
