package import Promotion

extension CatalogTransaction {
    /// Adds a project. Throws `duplicate` if the name is taken.
    package func insertProject(_ project: ProjectRecord) throws(CatalogError) {
        try execute(
            """
            INSERT INTO projects (name, source, protected_ref, data_folder, policy_commit, created_at)
            VALUES (\(project.name), \(project.source), \(project.protectedRef), \(project.dataFolder),
                \(project.policyCommit), \(project.created))
            """)
    }

    /// Stores where a project's repository is from now on.
    package func setSource(_ source: String, of project: ProjectName) throws(CatalogError) {
        try execute("UPDATE projects SET source = \(source) WHERE name = \(project)")
    }

    /// Forgets a project with its refs, environments and holds. Its runs, models and promotions stay on record.
    package func deleteProject(_ name: ProjectName) throws(CatalogError) {
        try execute("DELETE FROM holds WHERE project = \(name)")
        try execute("DELETE FROM environments WHERE project = \(name)")
        try execute("DELETE FROM refs WHERE project = \(name)")
        try execute("DELETE FROM projects WHERE name = \(name)")
    }

    /// All projects by name.
    package func projects() throws(CatalogError) -> [ProjectRecord] {
        var projects: [ProjectRecord] = []
        for row in try rows(
            "SELECT name, source, protected_ref, data_folder, policy_commit, created_at FROM projects ORDER BY name")
        {
            projects.append(try project(from: row))
        }
        return projects
    }

    /// The project of that name, or nil.
    package func project(_ name: ProjectName) throws(CatalogError) -> ProjectRecord? {
        guard
            let row = try row(
                """
                SELECT name, source, protected_ref, data_folder, policy_commit, created_at
                FROM projects WHERE name = \(name)
                """)
        else { return nil }
        return try project(from: row)
    }

    private func project(from row: CatalogRow) throws(CatalogError) -> ProjectRecord {
        ProjectRecord(
            name: try row[0], source: try row[1], protectedRef: try row[2], dataFolder: try row[3],
            policyCommit: try row[4], created: try row[5])
    }

    // MARK: Refs

    /// The refs of a project as they were seen last; gone ones have no commit.
    package func tips(of project: ProjectName) throws(CatalogError) -> [TipReport] {
        var tips: [TipReport] = []
        for row in try rows(
            "SELECT ref, commit_id, seen_at FROM refs WHERE project = \(project) ORDER BY seen_at DESC, ref")
        {
            tips.append(TipReport(ref: try row[0], commit: try row[1], seen: try row[2]))
        }
        return tips
    }

    /// Writes changes of refs down: the tips, the list of observations and the ledger move together. A ref that is where the change
    /// leads already is passed over, so that what is told twice is written once.
    package func recordRefChanges(
        _ changes: [RefChange], project: ProjectName, at time: Timestamp
    ) throws(CatalogError) {
        var sequence: Int64 =
            try value("SELECT COALESCE(MAX(sequence), 0) FROM ref_observations WHERE project = \(project)") ?? 0
        for change in changes {
            let known: CommitID?? = try value(
                "SELECT commit_id FROM refs WHERE project = \(project) AND ref = \(change.ref)")
            if (known ?? nil) == change.new { continue }
            sequence += 1
            try execute(
                """
                INSERT INTO refs (project, ref, commit_id, seen_at)
                VALUES (\(project), \(change.ref), \(change.new), \(time))
                ON CONFLICT (project, ref) DO UPDATE SET commit_id = excluded.commit_id, seen_at = excluded.seen_at
                """)
            try execute(
                """
                INSERT INTO ref_observations (project, sequence, ref, old_commit, new_commit, forced, seen_at)
                VALUES (\(project), \(sequence), \(change.ref), \(change.old), \(change.new), \(change.forced), \(time))
                """)
            try record(
                .refMoved, by: "git", at: time, project: project, subject: change.ref.rawValue,
                details: [
                    "old": change.old?.rawValue ?? "", "new": change.new?.rawValue ?? "",
                    "forced": change.forced ? "true" : "false",
                ])
        }
    }

    /// Every change of a project's refs that was ever seen, in order.
    package func refObservations(of project: ProjectName) throws(CatalogError) -> [RefChange] {
        var changes: [RefChange] = []
        for row in try rows(
            """
            SELECT ref, old_commit, new_commit, forced FROM ref_observations
            WHERE project = \(project) ORDER BY sequence
            """)
        {
            changes.append(RefChange(ref: try row[0], old: try row[1], new: try row[2], forced: try row[3]))
        }
        return changes
    }
}
