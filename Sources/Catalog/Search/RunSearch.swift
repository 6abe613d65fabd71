internal import Promotion

/// One page of a search of runs.
///
/// It chooses the index to read from by looking, not by statistics: the narrowest condition if that leads to few runs, else the order
/// itself, read until the page is full. Each run that is found is compared with all conditions on its own rows, in the same query. Runs
/// that wait to be indexed are left out of what an index gives and looked at one by one, so what was written is found at once.
struct RunSearch {
    let transaction: CatalogTransaction
    let workspace: WorkspaceName
    let search: Search
    let after: [CatalogValue]?
    /// How many runs are asked for, one more than a page.
    let limit: Int
    let terms: [SortTerm]
    let conditions: SQL
    /// So many runs are gathered and sorted without a look at the order. Tests set it and `many` to 0, so that the order is followed.
    let few: Int
    /// More runs than that are not gathered and sorted if they can be read in order.
    let many: Int

    init(
        _ transaction: CatalogTransaction, in workspace: WorkspaceName, _ search: Search, after: SearchCursor?,
        limit: Int,
        few: Int? = nil, many: Int = 65_536
    ) {
        self.transaction = transaction
        self.workspace = workspace
        self.search = search
        self.after = after?.values
        self.limit = limit
        self.few = few ?? max(256, 4 * limit)
        self.many = many
        terms = search.terms(of: .runs)
        conditions = search.conditions(of: .runs)
    }

    /// The runs of several experiments, merged.
    func hits(in experiments: [Int64], _ stages: [LifecycleStage]) throws(CatalogError) -> [SearchHit<MLflowRun>] {
        var merged: [SearchHit<MLflowRun>] = []
        for experiment in Set(experiments).sorted() {
            for stage in stages { merged = merge(merged, try hits(in: experiment, stage)) }
        }
        return merged
    }

    private func hits(in experiment: Int64, _ stage: LifecycleStage) throws(CatalogError) -> [SearchHit<MLflowRun>] {
        let stretches = RunStretches(transaction: transaction, experiment: experiment, stage: stage, search: search)
        if let order = try stretches.ofMatchesOnly() {
            return try walk(order.flatMap { $0.parts(behind: after) }, in: experiment, stage)
        }
        let sources = search.conditions.compactMap { RunSource($0, experiment: experiment) }
        if let source = try narrowest(of: sources, below: few) { return try look(at: source, in: experiment, stage) }
        guard let order = try stretches.all()?.flatMap({ $0.parts(behind: after) }) else {
            return try look(at: narrowest(of: sources, below: max(many, 1)), in: experiment, stage)
        }
        let cost = try stepsToFillPage(along: order, in: experiment)
        if cost > few, let source = try narrowest(of: sources, below: cost) {
            return try look(at: source, in: experiment, stage)
        }
        return try walk(order, in: experiment, stage)
    }

    /// The source with the fewest runs, if it has fewer than `bound`. Counts no further than needed.
    private func narrowest(of sources: [RunSource], below bound: Int) throws(CatalogError) -> RunSource? {
        var (narrowest, fewest): (RunSource?, Int) = (nil, bound)
        for source in sources where fewest > 0 {
            let count: Int? = try transaction.value(
                ("SELECT COUNT(*) FROM (SELECT 1 \(sql: source.rows) LIMIT \(fewest))" as SQL).preparedOnce)
            if let count, count < fewest { (narrowest, fewest) = (source, count) }
        }
        return narrowest
    }

    /// Gathers the runs of a source, or all of the experiment, and those that wait to be indexed, and sorts what meets the conditions.
    private func look(
        at source: RunSource?, in experiment: Int64, _ stage: LifecycleStage
    ) throws(CatalogError) -> [SearchHit<MLflowRun>] {
        var candidates: SQL = ""
        if let source {
            candidates = """
                (SELECT i.run_id \(sql: source.rows) UNION
                SELECT run_id FROM mlflow_unindexed_runs WHERE experiment_id = \(experiment)) w
                CROSS JOIN mlflow_runs ON mlflow_runs.id = w.run_id
                """
        } else {
            candidates = "mlflow_runs"
        }
        return try hits(
            """
            SELECT \(sql: columns) FROM \(sql: candidates) WHERE \(sql: scope(experiment, stage))
            \(sql: conditions)\(sql: terms.isBehind(after))\(sql: terms.order) LIMIT \(limit)
            """, terms: terms.count)
    }

    /// Reads the order's stretches one behind the other until the page is full.
    private func walk(
        _ stretches: [RunStretch], in experiment: Int64, _ stage: LifecycleStage
    ) throws(CatalogError) -> [SearchHit<MLflowRun>] {
        let waiting: SQL = "SELECT 1 FROM mlflow_unindexed_runs u WHERE u.experiment_id = \(experiment)"
        let isDeferred = stretches.contains { $0.index != nil }
        let waits = isDeferred ? try transaction.row("\(sql: waiting) LIMIT 1") != nil : false
        let others: SQL = waits ? " AND NOT EXISTS (\(sql: waiting) AND u.run_id = mlflow_runs.id)" : ""
        var found: [SearchHit<MLflowRun>] = []
        for stretch in stretches where found.count < limit {
            found += try hits(
                stretch.query(
                    Self.runColumns + (stretch.hasSortValues ? stretch.terms : terms).columns,
                    where: " AND mlflow_runs.workspace = \(workspace)\(sql: conditions)\(sql: others)",
                    limit: limit - found.count),
                behind: stretch.hasSortValues ? stretch.constants : [],
                terms: (stretch.hasSortValues ? stretch.terms : terms).count)
        }
        guard waits else { return found }
        return merge(
            found,
            try hits(
                """
                SELECT \(sql: columns) FROM mlflow_unindexed_runs u CROSS JOIN mlflow_runs ON mlflow_runs.id = u.run_id
                WHERE u.experiment_id = \(experiment) AND \(sql: scope(experiment, stage))
                \(sql: conditions)\(sql: terms.isBehind(after))\(sql: terms.order) LIMIT \(limit)
                """, terms: terms.count))
    }

    /// About how many runs are read along the order until a page is full, judged by the first ones; the most if none of them matches.
    private func stepsToFillPage(along stretches: [RunStretch], in experiment: Int64) throws(CatalogError) -> Int {
        // Behind a cursor the first part is what shares its value, which may be nothing.
        guard let first = stretches.dropFirst(after == nil ? 0 : 1).first, !search.conditions.isEmpty else {
            return limit
        }
        let sample = 200
        let begin = first.query("mlflow_runs.id AS id", where: "", limit: sample)
        let matching: Int? = try transaction.value(
            """
            SELECT COUNT(*) FROM (\(sql: begin)) s CROSS JOIN mlflow_runs ON mlflow_runs.id = s.id
            WHERE 1 = 1\(sql: conditions)
            """)
        guard let matching, matching > 0 else { return many }
        return min(many, limit * sample / matching)
    }

    /// `MLflowRun.columns` of the table of runs, because indexes have columns of the same names.
    private static let runColumns: SQL = """
        mlflow_runs.id, mlflow_runs.workspace, mlflow_runs.experiment_id, mlflow_runs.name, mlflow_runs.user_id,
        mlflow_runs.status, mlflow_runs.start_time, mlflow_runs.end_time, mlflow_runs.lifecycle_stage,
        mlflow_runs.sluice_run, mlflow_runs.sluice_step, mlflow_runs.sluice_attempt, mlflow_runs.sluice_subject
        """

    private var columns: SQL { Self.runColumns + terms.columns }

    private func scope(_ experiment: Int64, _ stage: LifecycleStage) -> SQL {
        """
        mlflow_runs.workspace = \(workspace) AND mlflow_runs.experiment_id = \(experiment)
        AND mlflow_runs.lifecycle_stage = \(stage)
        """
    }

    /// The runs of a query, whose last `terms` columns are sort values; they follow `constants`.
    private func hits(
        _ query: SQL, behind constants: [CatalogValue] = [], terms: Int
    ) throws(CatalogError) -> [SearchHit<MLflowRun>] {
        var hits: [SearchHit<MLflowRun>] = []
        try transaction.forEach(query.preparedOnce) { row throws(CatalogError) in
            hits.append(SearchHit(element: try MLflowRun(row: row), values: constants + row.last(terms)))
        }
        return hits
    }

    /// The first `limit` of both.
    private func merge(
        _ left: [SearchHit<MLflowRun>], _ right: [SearchHit<MLflowRun>]
    ) -> [SearchHit<MLflowRun>] {
        guard !left.isEmpty else { return right }
        guard !right.isEmpty else { return left }
        let both = (left + right).sorted { terms.precede($0.values, $1.values) }
        return Array(both.prefix(limit))
    }
}
