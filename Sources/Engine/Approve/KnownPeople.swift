import Catalog
import Promotion

extension CatalogTransaction {
    /// Who is known and may do what in a project, as of this transaction: roles that were taken a moment ago are gone.
    func people(of project: ProjectName) throws -> AccessPolicy { try accessPolicies().policy(of: project) }
}
