import Promotion

/// What of the predictions a metric is taken from.
enum PredictionForm: Hashable {
    case classes, scores, numbers

    init(_ metric: SignificanceMetric) {
        switch metric {
        case .accuracy, .precision, .recall, .f1: self = .classes
        case .logLoss, .brier, .rocAUC, .prAUC: self = .scores
        case .rmse, .mae, .r2: self = .numbers
        }
    }

    /// The columns that are read, labels first.
    func columns(of source: PredictionSource) -> [ColumnRequest] {
        switch self {
        case .classes: [ColumnRequest(source.label, .categories), ColumnRequest(source.prediction, .categories)]
        case .scores: [ColumnRequest(source.label, .categories), ColumnRequest(source.score, .numbers)]
        case .numbers: [ColumnRequest(source.label, .numbers), ColumnRequest(source.prediction, .numbers)]
        }
    }
}

extension GateCondition {
    /// The columns that it will ask for, by the file's path.
    var plannedColumns: (file: String, columns: [ColumnRequest])? {
        guard let source = predictions else { return nil }
        let id = source.id.map { [ColumnRequest($0, .categories)] } ?? []
        let slices: SliceRule?
        var columns: [ColumnRequest]
        switch self {
        case .metric(let check):
            guard let metric = SignificanceMetric(rawValue: check.metric) else { return nil }
            (slices, columns) = (check.slices, PredictionForm(metric).columns(of: source))
        case .significance(let check):
            (slices, columns) = (check.slices, PredictionForm(check.metric).columns(of: source))
        case .value(let check):
            let named = (try? ValueExpression(check.expression))?.columns ?? []
            slices = check.slices
            columns = PredictionForm.classes.columns(of: source) + named.map { ColumnRequest($0, .numbers) }
        case .tests, .model, .data, .latency, .soak, .window, .command, .all, .any, .not: return nil
        }
        return (source.file, columns + id + (slices?.columns ?? []).map { ColumnRequest($0, .categories) })
    }
}
