extension Search {
    /// ` AND …` for each condition, on the rows themselves; empty without conditions. Fields that the target lacks match nothing.
    func conditions(of target: SearchTarget) -> SQL {
        var sql: SQL = ""
        for condition in conditions {
            sql += " AND \(sql: condition.sql(of: target, datasets: datasets))"
        }
        let countsMetrics = conditions.contains { if case .metric = $0.field { true } else { false } }
        if !datasets.isEmpty, !countsMetrics, let metrics = target.metrics {
            sql += " AND EXISTS (SELECT 1 \(sql: metrics)\(sql: SearchDataset.any(of: datasets)))"
        }
        return sql.preparedOnce
    }
}

extension SearchDataset {
    /// ` AND …` on a metric's columns: measured on one of the datasets; empty without datasets.
    static func any(of datasets: [SearchDataset]) -> SQL {
        guard !datasets.isEmpty else { return "" }
        return " AND (" + .joined(datasets.map { "(1 = 1\(sql: $0.condition))" }, by: " OR ") + ")"
    }

    /// ` AND …` on a metric's columns.
    var condition: SQL {
        var sql: SQL = ""
        if let name { sql += " AND c.dataset_name = \(name)" }
        if let digest { sql += " AND c.dataset_digest = \(digest)" }
        return sql
    }
}

extension SearchCondition {
    func sql(of target: SearchTarget, datasets: [SearchDataset] = []) -> SQL {
        switch field {
        case .attribute(let name):
            guard let attribute = target.attributes[name] else { return "1 = 0" }
            return comparison.sql(of: attribute.column)
        case .metric(let key):
            guard let metrics = target.metrics else { return "1 = 0" }
            if comparison == .isNotSet { return "NOT EXISTS (SELECT 1 \(sql: metrics) AND c.key = \(key))" }
            return """
                EXISTS (SELECT 1 \(sql: metrics) AND c.key = \(key)\(sql: SearchDataset.any(of: datasets)) \
                AND \(sql: comparison.sqlOfMetric))
                """
        case .param(let key):
            return entry(target.params, key: key)
        case .tag(let key):
            return entry(target.tags, key: key)
        case .dataset(let property):
            guard let datasets = target.datasets else { return "1 = 0" }
            let column: SQL = property == "context" ? "t.value" : property == "digest" ? "d.digest" : "d.name"
            return "EXISTS (SELECT 1 \(sql: datasets) AND \(sql: comparison.sql(of: column)))"
        }
    }

    /// A condition on one entry of a child table. A missing entry matches nothing but `isNotSet`.
    private func entry(_ entries: SQL?, key: String) -> SQL {
        guard let entries else { return "1 = 0" }
        switch comparison {
        case .isSet: return "EXISTS (SELECT 1 \(sql: entries) AND c.key = \(key))"
        case .isNotSet: return "NOT EXISTS (SELECT 1 \(sql: entries) AND c.key = \(key))"
        default:
            return "EXISTS (SELECT 1 \(sql: entries) AND c.key = \(key) AND \(sql: comparison.sql(of: "c.value")))"
        }
    }
}

extension SearchCondition.Comparison {
    func sql(of column: SQL) -> SQL {
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

    /// NaN, which is stored as 0 with a flag, differs from every number and is in no other relation to one.
    fileprivate var sqlOfMetric: SQL {
        if case .notEqual(let value) = self { return "(c.is_nan = 1 OR c.value <> \(value))" }
        return "c.is_nan = 0 AND \(sql: sql(of: "c.value"))"
    }
}
