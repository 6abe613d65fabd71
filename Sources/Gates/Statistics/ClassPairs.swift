/// Labels and both models' predicted classes, with one code for each class.
package struct ClassPairs: Sendable {
    /// The classes of all three columns, sorted.
    package let classes: [String]
    let labels: [UInt32]
    let candidate: [UInt32]
    let champion: [UInt32]

    /// The rows.
    package var rows: Int { labels.count }

    /// The most classes that are counted; more are a sign that a column is not one of classes.
    package static let mostClasses = 1000

    /// Brings three columns without missing values and of equal length to one list of classes.
    /// - Throws: If the columns' lengths differ, or there are more than `mostClasses` classes.
    package init(
        labels: CategoryColumn, candidate: CategoryColumn, champion: CategoryColumn, source: String
    ) throws(ObservationError) {
        guard labels.codes.count == candidate.codes.count, labels.codes.count == champion.codes.count else {
            throw ObservationError(
                source: source,
                message: "\(labels.codes.count) labels, \(candidate.codes.count) predictions of the candidate and "
                    + "\(champion.codes.count) of the champion do not belong together")
        }
        let classes = Set(labels.categories + candidate.categories + champion.categories).sorted()
        guard classes.count <= Self.mostClasses else {
            throw ObservationError(
                source: source, message: "has \(classes.count) classes; at most \(Self.mostClasses) can be counted")
        }
        let codes = Dictionary(uniqueKeysWithValues: zip(classes, 0..<UInt32(classes.count)))
        self.classes = classes
        self.labels = Self.recoded(labels, codes)
        self.candidate = Self.recoded(candidate, codes)
        self.champion = Self.recoded(champion, codes)
    }

    private static func recoded(_ column: CategoryColumn, _ codes: [String: UInt32]) -> [UInt32] {
        let map = column.categories.map { codes[$0] ?? 0 }
        if map.enumerated().allSatisfy({ $0.offset == Int($0.element) }) { return column.codes }
        return column.codes.map { map[Int($0)] }
    }

    /// The cells of all rows.
    package var cells: JointCells { cells(by: CategoryColumn(codes: [], categories: ["all"]))[0] }

    /// The cells of each category of `slices`, in its order; rows without a category are left out. One pass over the rows for all
    /// of them. A column without codes counts all rows in its first category.
    package func cells(by slices: CategoryColumn) -> [JointCells] {
        let k = classes.count
        let size = k * k * k
        guard size > 0 else { return slices.categories.map { _ in JointCells(classes: classes, cells: []) } }
        if size * slices.categories.count <= 1 << 22 { return dense(slices, size: size) }
        var counts: [UInt64: Int] = [:]
        for row in labels.indices {
            let slice = slices.codes.isEmpty ? 0 : slices.codes[row]
            guard slice != CategoryColumn.missing else { continue }
            counts[UInt64(slice) * UInt64(size) + UInt64(cell(row)), default: 0] += 1
        }
        var cells = [[JointCells.Cell]](repeating: [], count: slices.categories.count)
        for (key, count) in counts {
            cells[Int(key / UInt64(size))].append(Self.cell(Int(key % UInt64(size)), classes: k, count: count))
        }
        return cells.map { JointCells(classes: classes, cells: $0) }
    }

    private func dense(_ slices: CategoryColumn, size: Int) -> [JointCells] {
        var counts = [Int](repeating: 0, count: size * slices.categories.count)
        counts.withUnsafeMutableBufferPointer { counts in
            if slices.codes.isEmpty {
                for row in labels.indices { counts[cell(row)] &+= 1 }
            } else {
                for row in labels.indices where slices.codes[row] != CategoryColumn.missing {
                    counts[Int(slices.codes[row]) &* size &+ cell(row)] &+= 1
                }
            }
        }
        return slices.categories.indices.map { slice in
            let part = (0..<size).filter { counts[slice * size + $0] > 0 }
            return JointCells(
                classes: classes,
                cells: part.map { Self.cell($0, classes: classes.count, count: counts[slice * size + $0]) })
        }
    }

    @inline(__always)
    private func cell(_ row: Int) -> Int {
        (Int(labels[row]) &* classes.count &+ Int(candidate[row])) &* classes.count &+ Int(champion[row])
    }

    private static func cell(_ index: Int, classes k: Int, count: Int) -> JointCells.Cell {
        JointCells.Cell(label: index / (k * k), candidate: index / k % k, champion: index % k, count: count)
    }
}
