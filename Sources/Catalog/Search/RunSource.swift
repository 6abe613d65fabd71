/// A stretch of an index in which the runs of one experiment lie that may meet a condition, among others perhaps.
///
/// What it leads to is compared with the condition once more on the run's own rows.
struct RunSource {
    /// `FROM … WHERE …` of rows `i` with `run_id`.
    var rows: SQL { "FROM \(sql: table) i WHERE \(sql: condition)" }
    private let table: SQL
    private let condition: SQL
    /// The stretch as an index of metrics or entries.
    var index: RunStretch.Index? { isInOrderOfStart ? RunStretch.Index(table: table, condition: condition) : nil }
    /// Whether the rows have `start_rank` and all the same value, so that they lie in the order of start times.
    var isInOrderOfStart = false

    /// The stretch that a condition leads to, the narrowest that there is; nil if it leads to none.
    init?(_ condition: SearchCondition, experiment: Int64) {
        switch condition.field {
        case .metric(let key): self.init(metric: key, condition.comparison, experiment)
        case .attribute("end_time"): self.init(metric: SearchTarget.endTimeKey, condition.comparison, experiment)
        case .attribute("run_id"): self.init(ids: condition.comparison, experiment)
        case .attribute("start_time"): self.init(startTimes: condition.comparison, experiment)
        case .attribute(let name) where ["status", "user_id", "run_name"].contains(name):
            self.init(kind: "attribute", key: name, condition.comparison, experiment)
        case .attribute: return nil
        case .param(let key): self.init(kind: "param", key: key, condition.comparison, experiment)
        case .tag(let key): self.init(kind: "tag", key: key, condition.comparison, experiment)
        case .dataset(let property): self.init(kind: "dataset", key: property, condition.comparison, experiment)
        }
    }

    private init?(metric key: String, _ comparison: SearchCondition.Comparison, _ experiment: Int64) {
        table = "mlflow_metric_index"
        let all: SQL = "i.experiment_id = \(experiment) AND i.key = \(key)"
        switch comparison {
        case .equal, .less, .lessOrEqual, .greater, .greaterOrEqual:
            condition = "\(sql: all) AND i.is_nan = 0 AND \(sql: comparison.sql(of: "i.value"))"
        case .notEqual, .noneOf, .oneOf, .isSet, .like, .likeIgnoringCase: condition = all
        case .isNotSet: return nil
        }
        if case .equal = comparison { isInOrderOfStart = true }
    }

    private init?(kind: String, key: String, _ comparison: SearchCondition.Comparison, _ experiment: Int64) {
        table = "mlflow_entry_index"
        let all: SQL = "i.experiment_id = \(experiment) AND i.kind = \(kind) AND i.key = \(key)"
        switch comparison {
        case .equal(let value):
            condition = "\(sql: all) AND i.value = SUBSTR(\(value), 1, 128)"
            isInOrderOfStart = true
        case .oneOf(let values):
            let cut = values.map { value in "SUBSTR(\(value), 1, 128)" as SQL }
            condition = "\(sql: all) AND i.value IN (\(sql: .joined(cut, by: ", ")))"
        case .like(let pattern): condition = all + TextPrefix(ofPattern: pattern).condition(on: "i.value")
        case .notEqual, .noneOf, .isSet, .likeIgnoringCase, .less, .lessOrEqual, .greater, .greaterOrEqual:
            condition = all
        case .isNotSet: return nil
        }
    }

    private init?(ids comparison: SearchCondition.Comparison, _ experiment: Int64) {
        let ids: [CatalogValue]
        switch comparison {
        case .equal(let id): ids = [id]
        case .oneOf(let several): ids = several
        default: return nil
        }
        table = "(SELECT id AS run_id FROM mlflow_runs WHERE id IN \(list: ids))"
        condition = "1 = 1"
    }

    /// The stages are few: the two of them give two stretches, which the index on runs has side by side.
    private init?(startTimes comparison: SearchCondition.Comparison, _ experiment: Int64) {
        let rank: SQL = "(\(sql: SearchTarget.startRank))"
        let bound: SQL
        switch comparison {
        case .equal(.integer(let time)): bound = "\(sql: rank) = \(Self.rank(time))"
        case .greater(.integer(let time)), .greaterOrEqual(.integer(let time)):
            bound = "\(sql: rank) <= \(Self.rank(time))"
        case .less(.integer(let time)), .lessOrEqual(.integer(let time)): bound = "\(sql: rank) >= \(Self.rank(time))"
        default: return nil
        }
        table = """
            (SELECT id AS run_id FROM mlflow_runs WHERE experiment_id = \(experiment)
            AND lifecycle_stage IN ('active', 'deleted') AND \(sql: bound))
            """
        condition = "1 = 1"
    }

    private static func rank(_ time: Int64) -> Int64 { time > -Int64.max ? -time : Int64.max }
}

/// What all texts that match a LIKE pattern begin with.
struct TextPrefix {
    let text: String

    init(ofPattern pattern: String) {
        let literal = pattern.unicodeScalars.prefix { $0 != "%" && $0 != "_" && $0.value != 0 }
        text = String(String.UnicodeScalarView(literal.prefix(100)))
    }

    /// ` AND …`: bounds for an index on the column; empty if the prefix is.
    func condition(on column: SQL) -> SQL {
        guard let last = text.unicodeScalars.last else { return "" }
        let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
        guard let following = Unicode.Scalar(next) else { return " AND \(sql: column) >= \(text)" }
        var end = text.unicodeScalars
        end.removeLast()
        end.append(following)
        return " AND \(sql: column) >= \(text) AND \(sql: column) < \(String(end))"
    }
}
