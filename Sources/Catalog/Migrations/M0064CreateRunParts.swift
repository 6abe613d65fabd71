/// Who had which part in what a run would promote.
enum M0064CreateRunParts: Migration {
    static let number = 64
    static let statements: [SQL] = [
        """
        CREATE TABLE run_starters (
            run TEXT NOT NULL PRIMARY KEY,
            starter TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE run_parts (
            run TEXT NOT NULL PRIMARY KEY,
            parts TEXT NOT NULL
        )
        """,
    ]
}
