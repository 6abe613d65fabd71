/// A metric that is a function of sums over rows: log loss, Brier score, RMSE, MAE, R². A resample draws rows one by one with replacement,
/// which is the bootstrap itself and costs rows × resamples.
struct RowStatistic: PairedStatistic {
    /// What is made of the sums.
    enum Form { case mean, rootOfMean, determination }

    let form: Form
    /// The loss of each row.
    let candidate: [Double]
    let champion: [Double]
    /// The labels minus their mean, for R² only.
    private let centred: [Double]

    var rows: Int { candidate.count }

    init(form: Form, candidate: [Double], champion: [Double], labels: [Double] = []) {
        self.form = form
        self.candidate = candidate
        self.champion = champion
        if form == .determination {
            let mean = labels.reduce(0, +) / Double(max(labels.count, 1))
            centred = labels.map { $0 - mean }
        } else {
            centred = []
        }
    }

    private struct Sums {
        var rows = 0.0
        var candidate = 0.0
        var champion = 0.0
        var label = 0.0
        var labelSquares = 0.0
    }

    func makeScratch() {}

    var values: PairedValues { values(total) }

    private var total: Sums {
        var sums = Sums()
        sums.rows = Double(rows)
        for row in candidate.indices {
            sums.candidate += candidate[row]
            sums.champion += champion[row]
        }
        for label in centred {
            sums.label += label
            sums.labelSquares += label * label
        }
        return sums
    }

    func resampled(_ scratch: inout Void, _ random: inout RandomSource) -> PairedValues {
        var sums = Sums()
        sums.rows = Double(rows)
        let hasLabels = form == .determination
        for _ in 0..<rows {
            let row = random.index(below: rows)
            sums.candidate += candidate[row]
            sums.champion += champion[row]
            if hasLabels {
                sums.label += centred[row]
                sums.labelSquares += centred[row] * centred[row]
            }
        }
        return values(sums)
    }

    func leaveOneOut(_ body: (PairedValues, Double) -> Void) {
        let total = total
        for row in candidate.indices {
            var sums = total
            sums.rows -= 1
            sums.candidate -= candidate[row]
            sums.champion -= champion[row]
            if form == .determination {
                sums.label -= centred[row]
                sums.labelSquares -= centred[row] * centred[row]
            }
            body(values(sums), 1)
        }
    }

    private func values(_ sums: Sums) -> PairedValues {
        let spread = max(0, sums.labelSquares - sums.label * sums.label / sums.rows)
        return PairedValues(
            candidate: value(sums.candidate, sums.rows, spread), champion: value(sums.champion, sums.rows, spread))
    }

    /// R² of labels that are all the same is 1 without and 0 with errors, as scikit-learn's `force_finite=True` has it.
    private func value(_ sum: Double, _ rows: Double, _ spread: Double) -> Double {
        switch form {
        case .mean: sum / rows
        case .rootOfMean: (max(0, sum) / rows).squareRoot()
        case .determination where rows < 2: .nan
        case .determination where spread == 0: sum == 0 ? 1 : 0
        case .determination: 1 - sum / spread
        }
    }
}
