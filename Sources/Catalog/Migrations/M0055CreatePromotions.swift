/// Decisions of gates, and every change of a champion alias.
enum M0055CreatePromotions: Migration {
    static let number = 55
    static let statements: [SQL] = [
        """
        CREATE TABLE gate_decisions (
            run TEXT NOT NULL REFERENCES runs (id),
            sequence INTEGER NOT NULL,
            project TEXT NOT NULL,
            environment TEXT NOT NULL,
            candidate BIGINT NOT NULL,
            candidate_digest TEXT NOT NULL,
            verdict TEXT NOT NULL,
            decision TEXT NOT NULL,
            policy_digest TEXT NOT NULL REFERENCES policies (digest),
            decided_at BIGINT NOT NULL,
            PRIMARY KEY (run, sequence)
        )
        """,
        "CREATE INDEX gate_decisions_candidate ON gate_decisions (project, environment, candidate)",
        "CREATE INDEX gate_decisions_verdict ON gate_decisions (project, environment, verdict, decided_at)",
        """
        CREATE TABLE promotions (
            id BIGINT NOT NULL PRIMARY KEY,
            project TEXT NOT NULL,
            environment TEXT NOT NULL,
            model TEXT NOT NULL,
            version BIGINT NOT NULL,
            replaced BIGINT,
            kind TEXT NOT NULL,
            actor TEXT NOT NULL,
            reason TEXT NOT NULL,
            run TEXT,
            artifact_digest TEXT NOT NULL,
            promoted_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX promotions_environment ON promotions (project, environment, id)",
        "CREATE INDEX promotions_model ON promotions (project, environment, model, id)",
        // At most one promotion by the gate for a run: what is done twice is done once.
        "CREATE UNIQUE INDEX promotions_run ON promotions (run) WHERE kind = 'gate'",
    ]
}
