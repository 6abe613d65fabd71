package import Promotion

extension CatalogTransaction {
    /// Appends a promotion and gives it its id. `actor` is who asked for it; nil if the engine did it by itself.
    package func insertPromotion(
        _ promotion: PromotionReport, for actor: Actor? = nil
    ) throws(CatalogError) -> PromotionReport {
        var promotion = promotion
        promotion.id = (try value("SELECT COALESCE(MAX(id), 0) FROM promotions") ?? 0) + 1
        try execute(
            """
            INSERT INTO promotions (id, project, environment, model, version, replaced, kind, actor, reason, run,
                artifact_digest, promoted_at, warning)
            VALUES (\(promotion.id), \(promotion.project), \(promotion.environment), \(promotion.model),
                \(promotion.version), \(promotion.replaced), \(promotion.kind), \(promotion.by), \(promotion.reason),
                \(promotion.run), \(promotion.artifactDigest), \(promotion.time), \(promotion.warning))
            """)
        try record(
            promotion.kind == .rollback ? .rolledBack : .promoted, by: promotion.by, for: actor,
            at: promotion.time, project: promotion.project,
            subject: "\(promotion.environment)/\(promotion.model)@\(promotion.version)",
            details: [
                "replaced": promotion.replaced.map(String.init) ?? "", "kind": promotion.kind.rawValue,
                "reason": promotion.reason, "run": promotion.run?.rawValue ?? "",
                "artifacts": promotion.artifactDigest.rawValue, "warning": promotion.warning ?? "",
            ])
        return promotion
    }

    /// When a run's candidate was last promoted, rollbacks left out; nil if it never was.
    package func timeOfPromotion(of run: RunID) throws(CatalogError) -> Timestamp? {
        try value(
            """
            SELECT promoted_at FROM promotions WHERE run = \(run) AND kind <> \(PromotionKind.rollback)
            ORDER BY id DESC LIMIT 1
            """)
    }

    /// Promotions in an environment, newest first; of one model, or of all.
    package func promotions(
        project: ProjectName, environment: EnvironmentName, model: ModelName? = nil, limit: Int = 100,
        after cursor: Int64? = nil
    ) throws(CatalogError) -> [PromotionReport] {
        var filter: SQL = ""
        if let model { filter = "AND model = \(model)" }
        if let cursor { filter = "\(sql: filter) AND id < \(cursor)" }
        var promotions: [PromotionReport] = []
        for row in try rows(
            """
            SELECT id, project, environment, model, version, replaced, kind, actor, reason, promoted_at, run,
                artifact_digest, warning
            FROM promotions WHERE project = \(project) AND environment = \(environment) \(sql: filter)
            ORDER BY id DESC LIMIT \(limit)
            """)
        {
            promotions.append(
                PromotionReport(
                    id: try row[0], project: try row[1], environment: try row[2], model: try row[3],
                    version: try row[4], replaced: try row[5], kind: try row[6], by: try row[7], reason: try row[8],
                    time: try row[9], run: try row[10], artifactDigest: try row[11], warning: try row[12]))
        }
        return promotions
    }
}
