/// Until when a run waits that a gate let through but for its windows and soak times.
enum M0075AddWaitingTimeOfRuns: Migration {
    static let number = 75
    static let statements: [SQL] = ["ALTER TABLE runs ADD COLUMN waits_until BIGINT"]
}
