/// The append-only list of all that was done; the chain of hashes shows a change that was made behind its back.
enum M0057CreateLedger: Migration {
    static let number = 57
    static let statements: [SQL] = [
        """
        CREATE TABLE ledger (
            sequence BIGINT NOT NULL PRIMARY KEY,
            recorded_at BIGINT NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            project TEXT,
            subject TEXT NOT NULL,
            details TEXT NOT NULL,
            previous_hash TEXT NOT NULL,
            hash TEXT NOT NULL
        )
        """
    ]
}
