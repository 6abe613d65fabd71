package import Promotion

extension CatalogTransaction {
    /// Writes down that an attempt is about to be started, and the digest of the token by which it is known. False if it is on record
    /// already.
    package func insertAttempt(_ attempt: AttemptRecord, tokenDigest: Digest) throws(CatalogError) -> Bool {
        let inserted = try execute(
            """
            INSERT INTO attempts (run, step, attempt, status, began_at)
            VALUES (\(attempt.run), \(attempt.step), \(attempt.attempt), \(attempt.status), \(attempt.began))
            ON CONFLICT (run, step, attempt) DO NOTHING
            """)
        guard inserted > 0 else { return false }
        try execute(
            """
            INSERT INTO run_tokens (digest, run, step, attempt)
            VALUES (\(tokenDigest), \(attempt.run), \(attempt.step), \(attempt.attempt))
            """)
        return true
    }

    /// Gives an attempt that was never started a new token.
    package func replaceToken(
        of run: RunID, _ step: StepKey, attempt: Int, by digest: Digest
    ) throws(CatalogError) {
        try execute("DELETE FROM run_tokens WHERE run = \(run) AND step = \(step) AND attempt = \(attempt)")
        try execute(
            "INSERT INTO run_tokens (digest, run, step, attempt) VALUES (\(digest), \(run), \(step), \(attempt))")
    }

    /// Keeps the runner's handle of an attempt, JSON.
    package func setHandle(
        _ handle: String, of run: RunID, _ step: StepKey, attempt: Int
    ) throws(CatalogError) {
        try execute(
            """
            UPDATE attempts SET handle = \(handle)
            WHERE run = \(run) AND step = \(step) AND attempt = \(attempt)
            """)
    }

    /// Writes down how an attempt ended; its token dies.
    package func finishAttempt(_ attempt: AttemptRecord, tests: [TestCaseRecord]) throws(CatalogError) {
        try execute(
            """
            UPDATE attempts SET status = \(attempt.status), reason = \(attempt.reason),
                finished_at = \(attempt.finished), peak_memory = \(attempt.peakMemory),
                cpu_milliseconds = \(attempt.cpuMilliseconds)
            WHERE run = \(attempt.run) AND step = \(attempt.step) AND attempt = \(attempt.attempt)
            """)
        try execute(
            """
            DELETE FROM run_tokens
            WHERE run = \(attempt.run) AND step = \(attempt.step) AND attempt = \(attempt.attempt)
            """)
        for (position, test) in tests.enumerated() {
            try execute(
                """
                INSERT INTO test_cases (run, step, attempt, position, name, outcome, seconds, message)
                VALUES (\(attempt.run), \(attempt.step), \(attempt.attempt), \(position), \(test.name),
                    \(test.outcome), \(test.seconds), \(test.message))
                ON CONFLICT (run, step, attempt, position) DO NOTHING
                """)
        }
    }

    /// All attempts of a run in the order in which they began.
    package func attempts(of run: RunID) throws(CatalogError) -> [AttemptRecord] {
        var attempts: [AttemptRecord] = []
        for row in try rows(
            """
            SELECT run, step, attempt, status, began_at, reason, handle, finished_at, peak_memory, cpu_milliseconds
            FROM attempts WHERE run = \(run) ORDER BY began_at, step, attempt
            """)
        {
            var attempt = AttemptRecord(
                run: try row[0], step: try row[1], attempt: try row[2], status: try row[3], began: try row[4])
            attempt.reason = try row[5]
            attempt.handle = try row[6]
            attempt.finished = try row[7]
            attempt.peakMemory = try row[8]
            attempt.cpuMilliseconds = try row[9]
            attempts.append(attempt)
        }
        return attempts
    }

    /// The tests of each step's attempt, summed up, with at most 20 failures.
    package func testSummaries(of run: RunID) throws(CatalogError) -> [StepKey: [Int: TestSummary]] {
        var summaries: [StepKey: [Int: TestSummary]] = [:]
        for row in try rows(
            "SELECT step, attempt, outcome, COUNT(*) FROM test_cases WHERE run = \(run) GROUP BY step, attempt, outcome"
        ) {
            let (step, attempt, outcome, count): (StepKey, Int, String, Int) = (
                try row[0], try row[1], try row[2], try row[3]
            )
            var summary = summaries[step]?[attempt] ?? TestSummary(passed: 0, failed: 0, skipped: 0)
            switch outcome {
            case "passed": summary.passed += count
            case "skipped": summary.skipped += count
            default: summary.failed += count
            }
            summaries[step, default: [:]][attempt] = summary
        }
        for row in try rows(
            """
            SELECT step, attempt, name, message FROM test_cases
            WHERE run = \(run) AND outcome IN ('failed', 'errored') ORDER BY step, attempt, position LIMIT 200
            """)
        {
            let (step, attempt): (StepKey, Int) = (try row[0], try row[1])
            guard var summary = summaries[step]?[attempt], summary.failures.count < 20 else { continue }
            summary.failures.append(TestFailure(name: try row[2], message: try row[3]))
            summaries[step]?[attempt] = summary
        }
        return summaries
    }

    /// Whose token it is, or nil if there is none with that digest any more.
    package func attempt(ofToken digest: Digest) throws(CatalogError) -> (run: RunRecord, step: StepKey, attempt: Int)?
    {
        guard let row = try row("SELECT run, step, attempt FROM run_tokens WHERE digest = \(digest)") else {
            return nil
        }
        guard let run = try run(try row[0]) else { return nil }
        return (run, try row[1], try row[2])
    }
}
