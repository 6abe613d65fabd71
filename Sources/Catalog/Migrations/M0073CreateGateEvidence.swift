/// What a gate decided by, so that the decision can be made again: its definition and the evidence, but for the predictions, which are
/// named by their digests.
enum M0073CreateGateEvidence: Migration {
    static let number = 73
    static let statements: [SQL] = [
        """
        CREATE TABLE gate_evidence (
            run TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            gate_digest TEXT NOT NULL,
            gate TEXT NOT NULL,
            evidence TEXT NOT NULL,
            PRIMARY KEY (run, sequence),
            FOREIGN KEY (run, sequence) REFERENCES gate_decisions (run, sequence)
        )
        """
    ]
}
