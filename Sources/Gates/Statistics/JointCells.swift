/// The rows counted by label, candidate's and champion's prediction: all that a metric of counts can see of them.
package struct JointCells: Hashable, Sendable {
    /// One combination and how many rows have it.
    package struct Cell: Hashable, Sendable {
        package var label: Int
        package var candidate: Int
        package var champion: Int
        package var count: Int

        package init(label: Int, candidate: Int, champion: Int, count: Int) {
            self.label = label
            self.candidate = candidate
            self.champion = champion
            self.count = count
        }
    }

    /// The names of the classes.
    package let classes: [String]
    /// The combinations that occur, the most frequent first.
    package let cells: [Cell]
    /// The sum of all counts.
    package let rows: Int

    /// Keeps the cells with a count above 0.
    package init(classes: [String], cells: [Cell]) {
        self.classes = classes
        self.cells = cells.filter { $0.count > 0 }
            .sorted {
                ($1.count, $0.label, $0.candidate, $0.champion) < ($0.count, $1.label, $1.candidate, $1.champion)
            }
        rows = self.cells.reduce(0) { $0 + $1.count }
    }

    /// The counts of the candidate's right and the champion's wrong predictions and the reverse (McNemar's b and c).
    package var discordant: (candidateOnly: Int, championOnly: Int) {
        var result = (candidateOnly: 0, championOnly: 0)
        for cell in cells {
            switch (cell.candidate == cell.label, cell.champion == cell.label) {
            case (true, false): result.candidateOnly += cell.count
            case (false, true): result.championOnly += cell.count
            case (true, true), (false, false): break
            }
        }
        return result
    }

    /// How many rows have each class as label.
    package var support: [Int] {
        cells.reduce(into: [Int](repeating: 0, count: classes.count)) { $0[$1.label] += $1.count }
    }
}
