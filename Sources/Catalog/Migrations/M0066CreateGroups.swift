/// The server's own groups of people and services.
enum M0066CreateGroups: Migration {
    static let number = 66
    static let statements: [SQL] = [
        """
        CREATE TABLE user_groups (
            name TEXT NOT NULL PRIMARY KEY,
            created_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE group_members (
            group_name TEXT NOT NULL REFERENCES user_groups (name) ON DELETE CASCADE,
            user_name TEXT NOT NULL REFERENCES users (name),
            PRIMARY KEY (group_name, user_name)
        )
        """,
    ]
}
