package import Promotion

extension CatalogTransaction {
    /// Stores a new group without members. Throws `duplicate` if there is one of the name.
    package func insertGroup(_ name: GroupName, at time: Timestamp) throws(CatalogError) {
        try execute("INSERT INTO user_groups (name, created_at) VALUES (\(name), \(time))")
    }

    /// Removes a group with its members and the roles that it was given; false if there is none.
    package func deleteGroup(_ name: GroupName) throws(CatalogError) -> Bool {
        try execute("DELETE FROM role_grants WHERE holder_kind = 'group' AND holder = \(name)")
        return try execute("DELETE FROM user_groups WHERE name = \(name)") > 0
    }

    /// Makes somebody a member; false if they are one already.
    package func addMember(_ user: UserName, to group: GroupName) throws(CatalogError) -> Bool {
        try execute(
            """
            INSERT INTO group_members (group_name, user_name) VALUES (\(group), \(user))
            ON CONFLICT (group_name, user_name) DO NOTHING
            """) > 0
    }

    /// Ends a membership; false if there was none.
    package func removeMember(_ user: UserName, from group: GroupName) throws(CatalogError) -> Bool {
        try execute("DELETE FROM group_members WHERE group_name = \(group) AND user_name = \(user)") > 0
    }

    /// The server's groups, by name.
    package func groups() throws(CatalogError) -> [GroupReport] {
        var groups: [GroupReport] = []
        for row in try rows("SELECT name, created_at FROM user_groups ORDER BY name") {
            groups.append(GroupReport(name: try row[0], members: [], created: try row[1]))
        }
        let places = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1.name, $0) })
        for row in try rows("SELECT group_name, user_name FROM group_members ORDER BY group_name, user_name") {
            if let place = places[try row[0]] { groups[place].members.append(try row[1]) }
        }
        return groups
    }
}
