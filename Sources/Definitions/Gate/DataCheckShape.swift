import Promotion

/// What a dataset version must be like.
enum DataCheckShape {
    private enum Overlap: String, CaseIterable {
        case refused
    }

    static var shape: Shape<GateCheck> {
        Shape<GateCheck>.record(
            "a data check",
            Field("data", "A dataset that the pipeline reads.", Shape<DatasetName>.datasetName),
            Field(
                "max_age", "How old its version may be, such as 7d.", Shape<Int64>.duration(1...315_360_000).optional,
                or: nil),
            Field("min_rows", "How many rows it must have.", Shape<Int>.integer(1...Int.max).optional, or: nil),
            Field(
                "schema", "unchanged or additive, beside what the champion was trained on.",
                Shape<SchemaRule>.choice("a rule for schemas", placeholder: .unchanged).optional, or: nil),
            Field(
                "overlap", "refused: training and evaluation may share no file of it.",
                Shape<Overlap>.choice("a rule for overlap", placeholder: .refused).optional, or: nil),
            CommonFields.severity, CommonFields.name
        ) { dataset, age, rows, schema, overlap, severity, name in
            let check = DataCheck(
                dataset: dataset, maxAge: age, minRows: rows.map(Int64.init), schema: schema,
                refusesOverlap: overlap != nil)
            return GateCheck(.data(check), severity: severity, name: name)
        }
        .checked { _, node, path, reading in
            reading.requireOne(of: ["max_age", "min_rows", "schema", "overlap"], in: node, path)
        }
    }
}
