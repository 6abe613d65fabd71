/// Attempts of steps with their handles, the tests that they reported, and the tokens by which they are known.
enum M0053CreateAttempts: Migration {
    static let number = 53
    static let statements: [SQL] = [
        """
        CREATE TABLE attempts (
            run TEXT NOT NULL REFERENCES runs (id),
            step TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            status TEXT NOT NULL,
            reason TEXT,
            handle TEXT,
            began_at BIGINT NOT NULL,
            finished_at BIGINT,
            peak_memory BIGINT,
            cpu_milliseconds BIGINT,
            PRIMARY KEY (run, step, attempt)
        )
        """,
        """
        CREATE TABLE test_cases (
            run TEXT NOT NULL,
            step TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            outcome TEXT NOT NULL,
            seconds DOUBLE PRECISION NOT NULL,
            message TEXT NOT NULL,
            PRIMARY KEY (run, step, attempt, position)
        )
        """,
        """
        CREATE TABLE run_tokens (
            digest TEXT NOT NULL PRIMARY KEY,
            run TEXT NOT NULL,
            step TEXT NOT NULL,
            attempt INTEGER NOT NULL
        )
        """,
        "CREATE INDEX run_tokens_run ON run_tokens (run, step, attempt)",
    ]
}
