package import Promotion

/// How an attempt of a gate's command ended.
package struct CommandOutcomeRecord: Hashable, Sendable {
    package var step: StepKey
    package var attempt: Int
    /// nil if it did not end by itself.
    package var exitCode: Int32?
    /// The text of its verdict file; nil if it wrote none.
    package var verdict: String?
    /// What else there is to say, such as why it did not end by itself; may be empty.
    package var reason: String

    package init(step: StepKey, attempt: Int, exitCode: Int32?, verdict: String?, reason: String) {
        self.step = step
        self.attempt = attempt
        self.exitCode = exitCode
        self.verdict = verdict
        self.reason = reason
    }
}

extension CatalogTransaction {
    /// Keeps how an attempt of a gate's command ended; the first time counts.
    package func insertCommandOutcome(_ outcome: CommandOutcomeRecord, of run: RunID) throws(CatalogError) {
        try execute(
            """
            INSERT INTO command_outcomes (run, step, attempt, exit_code, verdict, reason)
            VALUES (\(run), \(outcome.step), \(outcome.attempt), \(outcome.exitCode.map(Int.init)), \(outcome.verdict),
                \(outcome.reason))
            ON CONFLICT (run, step, attempt) DO NOTHING
            """)
    }

    /// The outcomes of a run's commands.
    package func commandOutcomes(of run: RunID) throws(CatalogError) -> [CommandOutcomeRecord] {
        var outcomes: [CommandOutcomeRecord] = []
        for row in try rows(
            """
            SELECT step, attempt, exit_code, verdict, reason FROM command_outcomes
            WHERE run = \(run) ORDER BY step, attempt
            """)
        {
            let code: Int? = try row[2]
            outcomes.append(
                CommandOutcomeRecord(
                    step: try row[0], attempt: try row[1], exitCode: code.map { Int32(truncatingIfNeeded: $0) },
                    verdict: try row[3], reason: try row[4]))
        }
        return outcomes
    }

    /// The tests of a run one by one, by step and attempt.
    package func testCases(of run: RunID) throws(CatalogError) -> [StepKey: [Int: [TestCaseRecord]]] {
        var cases: [StepKey: [Int: [TestCaseRecord]]] = [:]
        for row in try rows(
            """
            SELECT step, attempt, name, outcome, seconds, message FROM test_cases
            WHERE run = \(run) ORDER BY step, attempt, position
            """)
        {
            let (step, attempt): (StepKey, Int) = (try row[0], try row[1])
            cases[step, default: [:]][attempt, default: []].append(
                TestCaseRecord(name: try row[2], outcome: try row[3], seconds: try row[4], message: try row[5]))
        }
        return cases
    }
}
