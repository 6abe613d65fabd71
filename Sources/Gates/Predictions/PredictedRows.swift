import Promotion

/// Labels and the predictions of both models, in the form of a kind of metrics.
enum PredictedRows {
    case classes(ClassPairs)
    case scores(ScorePairs)
    case numbers(labels: [Double], candidate: [Double], champion: [Double])

    init(_ tables: PairedTables, _ source: PredictionSource, _ form: PredictionForm) throws(ObservationError) {
        let mine = tables.candidate
        switch form {
        case .classes:
            self = .classes(
                try ClassPairs(
                    labels: mine.categories(source.label), candidate: mine.categories(source.prediction),
                    champion: tables.championCategories(source.prediction), source: mine.source))
        case .scores:
            let labels = try mine.categories(source.label)
            self = .scores(
                ScorePairs(
                    positive: labels.matches(source.positive), candidate: try mine.numbers(source.score),
                    champion: try tables.championNumbers(source.score)))
        case .numbers:
            self = .numbers(
                labels: try mine.numbers(source.label), candidate: try mine.numbers(source.prediction),
                champion: try tables.championNumbers(source.prediction))
        }
    }

    /// All rows.
    var evidence: PairedEvidence {
        switch self {
        case .classes(let pairs): .classes(pairs.cells)
        case .scores(let pairs): .scores(pairs)
        case .numbers(let labels, let candidate, let champion):
            .numbers(labels: labels, candidate: candidate, champion: champion)
        }
    }

    /// The rows of each slice.
    func slices(by column: CategoryColumn) -> [EvidenceSlice] {
        switch self {
        case .classes(let pairs): EvidenceSlice.classes(pairs, by: column)
        case .scores(let pairs): EvidenceSlice.scores(pairs, by: column)
        case .numbers(let labels, let candidate, let champion):
            EvidenceSlice.numbers(labels: labels, candidate: candidate, champion: champion, by: column)
        }
    }
}

extension CategoryColumn {
    /// For each row whether it has this value, in whatever spelling a program wrote it.
    func matches(_ value: String) -> [Bool] {
        let code = categories.firstIndex(of: CategoryDictionary.canonical(value)).map(UInt32.init)
        return codes.map { $0 == code }
    }
}
