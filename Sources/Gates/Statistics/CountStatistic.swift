/// Accuracy, precision, recall or F1 of both models over joint cells.
///
/// Drawing n rows with replacement and counting them by cell gives counts that are multinomial with the cells' fractions; so
/// the counts are drawn at once, cell by cell, each binomial given those before it. The distribution is that of drawing rows, at a
/// cost that depends on the cells and not on the rows.
struct CountStatistic: PairedStatistic {
    let joint: JointCells
    let score: ClassScore

    struct Scratch {
        var candidate: ClassTallies
        var champion: ClassTallies
    }

    var rows: Int { joint.rows }

    var values: PairedValues {
        var scratch = makeScratch()
        for cell in joint.cells { Self.add(cell, Double(cell.count), to: &scratch) }
        return values(scratch)
    }

    func makeScratch() -> Scratch {
        let empty = ClassTallies(classes: joint.classes.count)
        return Scratch(candidate: empty, champion: empty)
    }

    func resampled(_ scratch: inout Scratch, _ random: inout RandomSource) -> PairedValues {
        scratch.candidate.clear()
        scratch.champion.clear()
        var restRows = joint.rows
        var restDraws = joint.rows
        for cell in joint.cells {
            let count =
                cell.count == restRows
                ? restDraws : random.binomial(trials: restDraws, p: Double(cell.count) / Double(restRows))
            if count > 0 { Self.add(cell, Double(count), to: &scratch) }
            restRows -= cell.count
            restDraws -= count
            if restDraws == 0 { break }
        }
        return values(scratch)
    }

    /// All rows of a cell give the same values when left out, so each cell is left out once.
    func leaveOneOut(_ body: (PairedValues, Double) -> Void) {
        var scratch = makeScratch()
        for cell in joint.cells { Self.add(cell, Double(cell.count), to: &scratch) }
        for cell in joint.cells {
            Self.add(cell, -1, to: &scratch)
            body(values(scratch), Double(cell.count))
            Self.add(cell, 1, to: &scratch)
        }
    }

    private static func add(_ cell: JointCells.Cell, _ count: Double, to scratch: inout Scratch) {
        scratch.candidate.add(count, label: cell.label, prediction: cell.candidate)
        scratch.champion.add(count, label: cell.label, prediction: cell.champion)
    }

    private func values(_ scratch: Scratch) -> PairedValues {
        PairedValues(candidate: scratch.candidate.value(of: score), champion: scratch.champion.value(of: score))
    }
}
