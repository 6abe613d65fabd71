package import Promotion

extension CatalogTransaction {
    /// The project and the environment that a run belongs to, also after the project was removed; nil if there is no such run.
    package func place(
        ofRun id: RunID
    ) throws(CatalogError) -> (project: ProjectName, environment: EnvironmentName)? {
        guard let row = try row("SELECT project, environment FROM runs WHERE id = \(id)") else { return nil }
        return (try row[0], try row[1])
    }

    /// A condition on `r.project` and `r.environment`: that they are in one of `places`. In none of no places.
    static func within(_ places: [Rights.Place]) -> SQL {
        let alternatives = places.map { place in
            var conditions: [SQL] = ["1 = 1"]
            if let projects = place.projects { conditions.append("r.project IN \(list: projects.sorted())") }
            if let environments = place.environments {
                conditions.append("r.environment IN \(list: environments.sorted())")
            }
            let condition: SQL = "(\(sql: .joined(conditions, by: " AND ")))"
            return condition
        }
        return "(1 = 0 OR \(sql: .joined(alternatives + ["1 = 0"], by: " OR ")))"
    }
}
