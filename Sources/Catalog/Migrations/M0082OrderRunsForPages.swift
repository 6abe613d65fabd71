/// Runs of one instant have an order too, so that pages of them neither leave one out nor have one twice.
enum M0082OrderRunsForPages: Migration {
    static let number = 82
    static let statements: [SQL] = [
        "DROP INDEX runs_created",
        "DROP INDEX runs_project_created",
        "DROP INDEX runs_environment_created",
        "CREATE INDEX runs_created ON runs (created_at, number, id)",
        "CREATE INDEX runs_project_created ON runs (project, created_at, number, id)",
        "CREATE INDEX runs_environment_created ON runs (project, environment, created_at, number, id)",
    ]
}
