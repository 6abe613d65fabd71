/// How the commands of gates ended, each attempt, and what they said.
enum M0074CreateCommandOutcomes: Migration {
    static let number = 74
    static let statements: [SQL] = [
        """
        CREATE TABLE command_outcomes (
            run TEXT NOT NULL REFERENCES runs (id),
            step TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            exit_code INTEGER,
            verdict TEXT,
            reason TEXT NOT NULL,
            PRIMARY KEY (run, step, attempt)
        )
        """
    ]
}
