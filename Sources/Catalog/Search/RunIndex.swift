/// What the indexes that searches of runs look up should hold, and the statements that bring them there.
enum RunIndex {
    /// Where entries of a kind come from: columns of a table `c`.
    private struct Source {
        let kind: SQL
        let key: SQL
        let value: SQL
        let table: SQL
        /// The column with the run's id.
        var run: SQL = "c.run_id"
        /// ` AND …` for those rows that count.
        var condition: SQL = ""

        /// What the index holds of the value, and whether that is not all of it.
        var prefix: SQL { "SUBSTR(\(sql: value), 1, 128)" }
        var isCut: SQL { "CASE WHEN \(sql: value) = \(sql: prefix) THEN 0 ELSE 1 END" }
    }

    private static let entries = [
        Source(kind: "'param'", key: "c.key", value: "c.value", table: "mlflow_params"),
        Source(kind: "'tag'", key: "c.key", value: "c.value", table: "mlflow_run_tags"),
        Source(kind: "'attribute'", key: "'status'", value: "c.status", table: "mlflow_runs", run: "c.id"),
        Source(kind: "'attribute'", key: "'user_id'", value: "c.user_id", table: "mlflow_runs", run: "c.id"),
        Source(kind: "'attribute'", key: "'run_name'", value: "c.name", table: "mlflow_runs", run: "c.id"),
        Source(kind: "'dataset'", key: "'name'", value: "c.name", table: "mlflow_dataset_inputs"),
        Source(kind: "'dataset'", key: "'digest'", value: "c.digest", table: "mlflow_dataset_inputs"),
        Source(
            kind: "'dataset'", key: "'context'", value: "c.value", table: "mlflow_dataset_input_tags",
            condition: " AND c.key = 'mlflow.data.context'"),
    ]

    /// The statements that index the runs of `batch`, a list of ids. Only rows that changed are written, in the order of the index they
    /// go to.
    static func indexing(batch: SQL) -> [SQL] {
        [removeMetrics(batch), removeEntries(batch), addMetrics(batch), addEndTimes(batch)]
            + entries.map { add($0, batch) }
    }

    /// Whether a row `i` still has the run's place among runs.
    private static let hasSamePlace: SQL = """
        EXISTS (
            SELECT 1 FROM mlflow_runs WHERE mlflow_runs.id = i.run_id AND mlflow_runs.experiment_id = i.experiment_id
            AND \(sql: SearchTarget.startRank) = i.start_rank)
        """

    private static func removeMetrics(_ batch: SQL) -> SQL {
        """
        DELETE FROM mlflow_metric_index AS i WHERE i.run_id IN \(sql: batch) AND NOT (
            \(sql: hasSamePlace) AND (
                EXISTS (
                    SELECT 1 FROM mlflow_latest_metrics c WHERE c.run_id = i.run_id AND c.key = i.key
                    AND c.is_nan = i.is_nan AND c.value = i.value)
                OR i.key = \(SearchTarget.endTimeKey)
                    AND EXISTS (SELECT 1 FROM mlflow_runs c WHERE c.id = i.run_id AND c.end_time = i.value)))
        """
    }

    private static func removeEntries(_ batch: SQL) -> SQL {
        let kept = entries.map { source -> SQL in
            """
            i.kind = \(sql: source.kind) AND EXISTS (
                SELECT 1 FROM \(sql: source.table) c WHERE \(sql: source.run) = i.run_id AND \(sql: source.key) = i.key
                AND \(sql: source.prefix) = i.value AND \(sql: source.isCut) = i.is_cut\(sql: source.condition))
            """
        }
        return """
            DELETE FROM mlflow_entry_index AS i
            WHERE i.run_id IN \(sql: batch) AND NOT (\(sql: hasSamePlace) AND (\(sql: .joined(kept, by: " OR "))))
            """
    }

    private static func addMetrics(_ batch: SQL) -> SQL {
        """
        INSERT INTO mlflow_metric_index (experiment_id, key, is_nan, value, start_rank, run_id)
        SELECT mlflow_runs.experiment_id, c.key, c.is_nan, c.value, \(sql: SearchTarget.startRank), c.run_id
        FROM mlflow_latest_metrics c CROSS JOIN mlflow_runs ON mlflow_runs.id = c.run_id
        WHERE c.run_id IN \(sql: batch) ORDER BY 1, 2, 3, 4 ON CONFLICT DO NOTHING
        """
    }

    /// The time of a run's end is kept as a metric that no client can log.
    private static func addEndTimes(_ batch: SQL) -> SQL {
        """
        INSERT INTO mlflow_metric_index (experiment_id, key, is_nan, value, start_rank, run_id)
        SELECT experiment_id, \(SearchTarget.endTimeKey), 0, end_time, \(sql: SearchTarget.startRank), id
        FROM mlflow_runs WHERE id IN \(sql: batch) AND end_time IS NOT NULL ORDER BY 1, 4 ON CONFLICT DO NOTHING
        """
    }

    private static func add(_ source: Source, _ batch: SQL) -> SQL {
        """
        INSERT INTO mlflow_entry_index (experiment_id, kind, key, value, start_rank, run_id, is_cut)
        SELECT r.experiment_id, \(sql: source.kind), \(sql: source.key), \(sql: source.prefix), r.start_rank, r.id,
            \(sql: source.isCut)
        FROM \(sql: source.table) c CROSS JOIN (
            SELECT id, experiment_id, \(sql: SearchTarget.startRank) AS start_rank FROM mlflow_runs) r
            ON r.id = \(sql: source.run)
        WHERE \(sql: source.run) IN \(sql: batch)\(sql: source.condition) ORDER BY 1, 2, 3, 4 ON CONFLICT DO NOTHING
        """
    }
}
