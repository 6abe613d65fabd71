/// Finds the stretches of one experiment and stage that make up an order, one behind the other.
struct RunStretches {
    let transaction: CatalogTransaction
    let experiment: Int64
    let stage: LifecycleStage
    let search: Search

    /// As `all`, but nil unless each run that lies there meets all conditions: then no other way to read them can be shorter.
    func ofMatchesOnly() throws(CatalogError) -> [RunStretch]? {
        guard let first = search.order.first, !search.conditions.isEmpty else { return nil }
        for condition in search.conditions {
            guard condition.field == first.field, case .metric = first.field else { return nil }
            switch condition.comparison {
            case .equal, .less, .lessOrEqual, .greater, .greaterOrEqual: continue
            case .notEqual, .like, .likeIgnoringCase, .oneOf, .noneOf, .isSet, .isNotSet: return nil
            }
        }
        return try all()
    }

    /// nil if no index has the order. The others besides the first key are sorted among runs that are equal by it.
    func all() throws(CatalogError) -> [RunStretch]? {
        var order = search.order
        // Ties are broken so anyway.
        if order.last == SearchOrder(field: .attribute("start_time"), ascending: false) { order.removeLast() }
        guard let first = order.first else { return [byStart()] }
        let others = order.dropFirst().flatMap { $0.terms(of: .runs) }
        let ties = Ties(behind: order)
        switch first.field {
        case .metric(let key):
            return byMetric(key, first, others, ties, missing: .metric(key))
        case .attribute("end_time"):
            return byMetric(SearchTarget.endTimeKey, first, others, ties, missing: nil)
        case .attribute("start_time"): return byStartTime(first, others + ties.ofRuns)
        case .attribute(let name) where ["status", "user_id", "run_name"].contains(name):
            return try byEntry("attribute", name, first, others, ties)
        case .param(let key): return try byEntry("param", key, first, others, ties)
        case .tag(let key): return try byEntry("tag", key, first, others, ties)
        case .attribute, .dataset: return nil
        }
    }

    /// The conditions of the search on the key that the order begins with.
    private func conditions(on field: SearchField) -> [SearchCondition.Comparison] {
        search.conditions.filter { $0.field == field }.map(\.comparison)
    }

    private var runs: SQL {
        "mlflow_runs.experiment_id = \(experiment) AND mlflow_runs.lifecycle_stage = \(stage)"
    }

    /// By start time, newest first: the runs of a value, if a condition names one, or all runs.
    private func byStart() -> RunStretch {
        for condition in search.conditions {
            guard let source = RunSource(condition, experiment: experiment), source.isInOrderOfStart,
                let index = source.index
            else { continue }
            return RunStretch(index: index, scope: runs, terms: Ties(behind: []).ofIndex, hasSortValues: true)
        }
        return RunStretch(scope: runs, terms: Ties(behind: []).ofRuns)
    }

    /// What breaks ties behind an order, on the columns of the runs and on those of an index.
    private struct Ties {
        let ofRuns: [SortTerm]
        let ofIndex: [SortTerm]

        init(behind order: [SearchOrder]) {
            ofRuns = SearchTarget.runs.ties(behind: order)
            // The same on an index's columns.
            let asked = Set(order.map(\.field))
            ofIndex = [("start_time", SortTerm("i.start_rank")), ("run_id", SortTerm("i.run_id"))]
                .filter { !asked.contains(.attribute($0.0)) }.map(\.1)
        }
    }

    private func byStartTime(_ order: SearchOrder, _ ties: [SortTerm]) -> [RunStretch] {
        let rank = SearchTarget.startRank
        let byRank = SortTerm(rank, ascending: !order.ascending)
        guard order.ascending else { return [RunStretch(scope: runs, terms: [byRank] + ties)] }
        return [
            RunStretch(
                constants: [.integer(0)],
                scope: "\(sql: runs) AND \(sql: rank) < \(Int64.max)", terms: [byRank] + ties),
            RunStretch(
                constants: [.integer(1), .integer(.max)],
                scope: "\(sql: runs) AND \(sql: rank) = \(Int64.max)", terms: ties),
        ]
    }

    /// Numbers first, then NaN, then the runs that have none.
    private func byMetric(
        _ key: String, _ order: SearchOrder, _ others: [SortTerm], _ ties: Ties, missing: SearchField?
    ) -> [RunStretch] {
        let all: SQL = "i.experiment_id = \(experiment) AND i.key = \(key)"
        let comparisons = conditions(on: order.field)
        let numbers: SQL = "\(sql: all) AND i.is_nan = 0"
        var bound: SQL = ""
        var mayBeNaN = missing != nil
        for comparison in comparisons {
            if case .notEqual = comparison { continue }
            bound += " AND \(sql: comparison.sql(of: "i.value"))"
            mayBeNaN = false
        }
        let byIndex = others + ties.ofIndex
        let isByValueOnly = others.isEmpty && ties.ofIndex.count == 2
        let table: SQL = "mlflow_metric_index"
        var stretches = [
            RunStretch(
                constants: [.integer(0)], index: .init(table: table, condition: numbers, bound: bound), scope: runs,
                terms: [SortTerm("i.value", ascending: order.ascending)] + byIndex,
                // The index has times as real numbers, the runs have them as integers.
                hasSortValues: missing != nil, descendsByValue: isByValueOnly && !order.ascending)
        ]
        if mayBeNaN {
            stretches.append(
                RunStretch(
                    constants: [.integer(1), .real(0)],
                    index: .init(table: table, condition: "\(sql: all) AND i.is_nan = 1 AND i.value = 0"), scope: runs,
                    terms: byIndex))
        }
        guard comparisons.isEmpty else { return stretches }
        let none = missing.map { SearchCondition(field: $0, comparison: .isNotSet).sql(of: .runs) }
        stretches.append(
            RunStretch(
                constants: missing == nil ? [.integer(1), .integer(0)] : [.integer(2), .real(0)],
                scope: "\(sql: runs) AND \(sql: none ?? "mlflow_runs.end_time IS NULL")",
                terms: others + ties.ofRuns))
        return stretches
    }

    /// The values in the order of their bytes, then the runs that have none. Values that the index has only the beginning of have no
    /// order there.
    private func byEntry(
        _ kind: String, _ key: String, _ order: SearchOrder, _ others: [SortTerm], _ ties: Ties
    ) throws(CatalogError) -> [RunStretch]? {
        let all: SQL = "i.experiment_id = \(experiment) AND i.kind = \(kind) AND i.key = \(key)"
        let cut: Int? = try transaction.value(
            "SELECT 1 FROM mlflow_entry_index i WHERE \(sql: all) AND i.is_cut = 1 LIMIT 1")
        guard cut == nil else { return nil }
        var bound: SQL = ""
        let comparisons = conditions(on: order.field)
        for comparison in comparisons {
            switch comparison {
            case .equal(let value): bound += " AND i.value = SUBSTR(\(value), 1, 128)"
            case .like(let pattern): bound += TextPrefix(ofPattern: pattern).condition(on: "i.value")
            default: break
            }
        }
        let isAttribute = kind == "attribute"
        let set = RunStretch(
            constants: isAttribute ? [] : [.integer(0)],
            index: .init(table: "mlflow_entry_index", condition: all, bound: bound), scope: runs,
            terms: [SortTerm("i.value", ascending: order.ascending)] + others + ties.ofIndex, hasSortValues: true,
            descendsByValue: others.isEmpty && ties.ofIndex.count == 2 && !order.ascending)
        guard !isAttribute, comparisons.allSatisfy({ $0 == .isNotSet }) else { return [set] }
        let none = SearchCondition(field: order.field, comparison: .isNotSet).sql(of: .runs)
        return [
            set,
            RunStretch(
                constants: [.integer(1), .text("")], scope: "\(sql: runs) AND \(sql: none)",
                terms: others + ties.ofRuns),
        ]
    }
}
