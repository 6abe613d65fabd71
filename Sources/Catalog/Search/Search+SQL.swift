extension Search {
    /// ` AND …` for each condition; empty without conditions. Fields that the target lacks match nothing.
    func conditions(of target: SearchTarget) -> SQL {
        var sql: SQL = ""
        for condition in conditions { sql += " AND \(sql: condition.sql(of: target))" }
        return conditions.isEmpty ? sql : sql.preparedOnce
    }

    /// The ORDER BY list, ended by the target's own order.
    func order(of target: SearchTarget) -> SQL {
        let keys = order.compactMap { $0.sql(of: target) }
        let list = SQL.joined(keys + [target.defaultOrder], by: ", ")
        return keys.isEmpty ? list : list.preparedOnce
    }
}

extension SearchCondition {
    fileprivate func sql(of target: SearchTarget) -> SQL {
        switch field {
        case .attribute(let name):
            guard let attribute = target.attributes[name] else { return "1 = 0" }
            return comparison.sql(of: attribute.column)
        case .metric(let key):
            return child(target.metrics, key: key, guardedBy: comparison.matchesNaN ? "" : " AND c.is_nan = 0")
        case .param(let key):
            return child(target.params, key: key)
        case .tag(let key):
            if key == target.tagThatMayBeMissing, case .notEqual(let value) = comparison, let tags = target.tags {
                return "NOT EXISTS (SELECT 1 \(sql: tags) AND c.key = \(key) AND c.value = \(value))"
            }
            return child(target.tags, key: key)
        case .dataset(let property):
            guard let datasets = target.datasets else { return "1 = 0" }
            let column: SQL = property == "context" ? "t.value" : property == "digest" ? "d.digest" : "d.name"
            return "EXISTS (SELECT 1 \(sql: datasets) AND \(sql: comparison.sql(of: column)))"
        }
    }

    /// A condition on one entry of a child table. A missing entry matches nothing but `isNotSet`.
    private func child(_ entries: SQL?, key: String, guardedBy guardCondition: SQL = "") -> SQL {
        guard let entries else { return "1 = 0" }
        switch comparison {
        case .isSet: return "EXISTS (SELECT 1 \(sql: entries) AND c.key = \(key))"
        case .isNotSet: return "NOT EXISTS (SELECT 1 \(sql: entries) AND c.key = \(key))"
        default:
            let condition = comparison.sql(of: "c.value")
            return "EXISTS (SELECT 1 \(sql: entries) AND c.key = \(key) AND \(sql: condition)\(sql: guardCondition))"
        }
    }
}

extension SearchCondition.Comparison {
    /// NaN differs from every number, and is in no other relation to one.
    fileprivate var matchesNaN: Bool {
        if case .notEqual = self { true } else { false }
    }

    fileprivate func sql(of column: SQL) -> SQL {
        switch self {
        case .equal(let value): "\(sql: column) = \(value)"
        case .notEqual(let value): "\(sql: column) <> \(value)"
        case .less(let value): "\(sql: column) < \(value)"
        case .lessOrEqual(let value): "\(sql: column) <= \(value)"
        case .greater(let value): "\(sql: column) > \(value)"
        case .greaterOrEqual(let value): "\(sql: column) >= \(value)"
        case .like(let pattern): "\(sql: column) LIKE \(pattern)"
        case .likeIgnoringCase(let pattern): "LOWER(\(sql: column)) LIKE LOWER(\(pattern))"
        case .oneOf(let values): "\(sql: column) IN \(list: values)"
        case .noneOf(let values): "\(sql: column) NOT IN \(list: values)"
        case .isSet: "\(sql: column) IS NOT NULL"
        case .isNotSet: "\(sql: column) IS NULL"
        }
    }
}

extension SearchOrder {
    /// What is missing comes last in both directions, NaN just before it. nil for fields that the target lacks.
    fileprivate func sql(of target: SearchTarget) -> SQL? {
        let direction: SQL = ascending ? "ASC" : "DESC"
        switch field {
        case .attribute(let name):
            guard let column = target.attributes[name]?.column else { return nil }
            return "CASE WHEN \(sql: column) IS NULL THEN 1 ELSE 0 END, \(sql: column) \(sql: direction)"
        case .metric(let key):
            guard let metrics = target.metrics else { return nil }
            let latest: SQL = "\(sql: metrics) AND c.key = \(key) ORDER BY c.step DESC, c.timestamp DESC LIMIT 1"
            return "COALESCE((SELECT c.is_nan \(sql: latest)), 2), (SELECT c.value \(sql: latest)) \(sql: direction)"
        case .param(let key):
            return entry(of: target.params, key: key, direction)
        case .tag(let key):
            return entry(of: target.tags, key: key, direction)
        case .dataset:
            return nil
        }
    }

    private func entry(of entries: SQL?, key: String, _ direction: SQL) -> SQL? {
        guard let entries else { return nil }
        let value: SQL = "(SELECT c.value \(sql: entries) AND c.key = \(key))"
        return "CASE WHEN \(sql: value) IS NULL THEN 1 ELSE 0 END, \(sql: value) \(sql: direction)"
    }
}
