import Catalog
import Promotion

extension Engine {
    /// Says of every entry of a plan what its promotion lacks, so that nobody is surprised by a gate at the end.
    func addConditions(to plan: inout Plan, of project: ProjectRecord) async throws {
        let (entries, now) = (plan.entries, context.now())
        let lacks = try await context.catalog.read { transaction in
            let policies = try transaction.environments(of: project.name).map(\.environment)
            let conditions = PromotionConditions(transaction: transaction, now: now)
            return try entries.map { entry -> [PromotionCondition]? in
                if let id = entry.run { return try transaction.run(id).map { try conditions.lacking($0) } }
                guard let policy = policies.first(where: { $0.name == entry.environment }) else { return nil }
                return try conditions.lacking(policy, project: project.name, commit: entry.commit)
            }
        }
        for (index, found) in lacks.enumerated() where found?.isEmpty == false { plan.entries[index].lacks = found }
    }
}
