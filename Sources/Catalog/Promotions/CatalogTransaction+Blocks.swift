package import Promotion

extension CatalogTransaction {
    /// Blocks a version for ever. Throws `duplicate` if it is blocked already.
    package func insertBlock(
        _ block: VersionBlock, project: ProjectName, environment: EnvironmentName, by actor: Actor
    ) throws(CatalogError) {
        try execute(
            """
            INSERT INTO version_blocks (project, environment, model, version, artifact_digest, blocked_by, reason,
                blocked_at)
            VALUES (\(project), \(environment), \(block.model), \(block.version), \(block.artifacts), \(block.by),
                \(block.reason), \(block.time))
            """)
        try record(
            .blocked, by: actor, at: block.time, project: project,
            subject: "\(environment)/\(block.model)@\(block.version)",
            details: ["reason": block.reason, "artifacts": block.artifacts?.rawValue ?? ""])
    }

    /// The block that keeps a version, or files with that digest, from becoming champion; nil if nothing does.
    package func block(
        of version: Int, model: ModelName, artifacts: Digest?, project: ProjectName, environment: EnvironmentName
    ) throws(CatalogError) -> VersionBlock? {
        try blocks(
            where: """
                project = \(project) AND environment = \(environment) AND model = \(model)
                AND (version = \(version) OR artifact_digest = \(artifacts))
                """
        ).first
    }

    /// All blocks of an environment, the oldest first.
    package func blocks(
        project: ProjectName, environment: EnvironmentName
    ) throws(CatalogError) -> [VersionBlock] {
        try blocks(where: "project = \(project) AND environment = \(environment)")
    }

    private func blocks(where filter: SQL) throws(CatalogError) -> [VersionBlock] {
        var blocks: [VersionBlock] = []
        for row in try rows(
            """
            SELECT model, version, artifact_digest, blocked_by, reason, blocked_at FROM version_blocks
            WHERE \(sql: filter) ORDER BY blocked_at, version
            """)
        {
            blocks.append(
                VersionBlock(
                    model: try row[0], version: try row[1], artifacts: try row[2], by: try row[3], reason: try row[4],
                    time: try row[5]))
        }
        return blocks
    }
}
