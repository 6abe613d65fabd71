package import Promotion

extension UserName: CatalogConvertible {}
extension GroupName: CatalogConvertible {}
extension Role: CatalogConvertible {}
extension UserReport.Kind: CatalogConvertible {}

extension CatalogTransaction {
    /// Stores a new person or service. Throws `duplicate` if the name, or a subject, is taken.
    package func insertUser(_ user: UserReport) throws(CatalogError) {
        try execute(
            """
            INSERT INTO users (name, kind, owner, created_at, disabled_at)
            VALUES (\(user.name), \(user.kind), \(user.owner), \(user.created), \(user.disabled))
            """)
        try addMarks(
            ChangeUserRequest.Marks(emails: user.emails, sshKeys: user.sshKeys, subjects: user.subjects), to: user.name)
    }

    /// The person or service of that name, or nil.
    package func user(_ name: UserName) throws(CatalogError) -> UserReport? {
        try users(matching: "WHERE name = \(name)").first
    }

    /// Everybody, by name.
    package func users() throws(CatalogError) -> [UserReport] { try users(matching: "ORDER BY name") }

    /// Whose subject at an identity provider it is, or nil.
    package func user(ofSubject subject: String) throws(CatalogError) -> UserReport? {
        let name: UserName? = try value(
            "SELECT user_name FROM user_marks WHERE kind = 'subject' AND value = \(subject)")
        guard let name else { return nil }
        return try user(name)
    }

    /// Adds addresses, keys and subjects; those that are there already are passed over. Throws `duplicate` for another's subject.
    package func addMarks(_ marks: ChangeUserRequest.Marks, to user: UserName) throws(CatalogError) {
        for (kind, values) in Self.kinds(of: marks) {
            for value in values {
                try execute(
                    """
                    INSERT INTO user_marks (user_name, kind, value) VALUES (\(user), \(kind), \(value))
                    ON CONFLICT (user_name, kind, value) DO NOTHING
                    """)
            }
        }
    }

    /// Removes addresses, keys and subjects.
    package func removeMarks(_ marks: ChangeUserRequest.Marks, from user: UserName) throws(CatalogError) {
        for (kind, values) in Self.kinds(of: marks) {
            for value in values {
                try execute(
                    "DELETE FROM user_marks WHERE user_name = \(user) AND kind = \(kind) AND value = \(value)")
            }
        }
    }

    /// Lets somebody do nothing any more from `time` on, or again with nil.
    package func setDisabled(_ user: UserName, since time: Timestamp?) throws(CatalogError) {
        try execute("UPDATE users SET disabled_at = \(time) WHERE name = \(user)")
    }

    private static func kinds(of marks: ChangeUserRequest.Marks) -> [(kind: String, values: [String])] {
        [("email", marks.emails ?? []), ("ssh-key", marks.sshKeys ?? []), ("subject", marks.subjects ?? [])]
    }

    private func users(matching filter: SQL) throws(CatalogError) -> [UserReport] {
        var users: [UserReport] = []
        for row in try rows(
            "SELECT name, kind, owner, created_at, disabled_at, confirmed_at, suspended_at FROM users \(sql: filter)")
        {
            users.append(
                UserReport(
                    name: try row[0], kind: try row[1], owner: try row[2], created: try row[3], disabled: try row[4],
                    confirmed: try row[5], suspended: try row[6]))
        }
        // One query for all of them, or one for the only one.
        let only: SQL = users.count == 1 ? "WHERE user_name = \(users[0].name)" : ""
        let places = Dictionary(uniqueKeysWithValues: users.enumerated().map { ($1.name, $0) })
        for row in try rows(
            "SELECT user_name, kind, value FROM user_marks \(sql: only) ORDER BY user_name, kind, value")
        {
            guard let place = places[try row[0]] else { continue }
            switch try row[1] as String {
            case "email": users[place].emails.append(try row[2])
            case "ssh-key": users[place].sshKeys.append(try row[2])
            default: users[place].subjects.append(try row[2])
            }
        }
        for row in try rows(
            "SELECT user_name, group_name FROM group_members \(sql: only) ORDER BY user_name, group_name")
        {
            if let place = places[try row[0]] { users[place].groups.append(try row[1]) }
        }
        return users
    }
}
