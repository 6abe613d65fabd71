/// Where a reader puts the values of one column. Threads may write at the same time, each to rows of its own and with codes of a dictionary
/// of its own.
final class ColumnSink {
    let request: ColumnRequest
    private(set) var numbers: UnsafeMutablePointer<Double>
    private(set) var codes: UnsafeMutablePointer<UInt32>
    private(set) var capacity: Int

    init(_ request: ColumnRequest, capacity: Int) {
        self.request = request
        self.capacity = max(capacity, 1)
        numbers = .allocate(capacity: request.kind == .numbers ? self.capacity : 1)
        codes = .allocate(capacity: request.kind == .categories ? self.capacity : 1)
    }

    deinit {
        numbers.deallocate()
        codes.deallocate()
    }

    /// Makes room for a value in `row`, after all rows before it are written.
    func reserve(row: Int) {
        guard row >= capacity else { return }
        let larger = max(capacity * 2, row + 1)
        switch request.kind {
        case .numbers:
            let moved = UnsafeMutablePointer<Double>.allocate(capacity: larger)
            moved.update(from: numbers, count: capacity)
            numbers.deallocate()
            numbers = moved
        case .categories:
            let moved = UnsafeMutablePointer<UInt32>.allocate(capacity: larger)
            moved.update(from: codes, count: capacity)
            codes.deallocate()
            codes = moved
        }
        capacity = larger
    }

    /// The column of the first `rows` rows. `parts` are the dictionaries, each with the first row that it encoded.
    func column(rows: Int, parts: [(start: Int, dictionary: CategoryDictionary)]) -> ObservationColumn {
        guard request.kind == .categories else {
            return .numbers(Array(UnsafeBufferPointer(start: numbers, count: rows)))
        }
        let merged = parts.first?.dictionary ?? CategoryDictionary()
        for (index, part) in parts.enumerated().dropFirst() {
            let codeOf = part.dictionary.categories.map { merged.code(ofText: $0) }
            if codeOf.enumerated().allSatisfy({ $0.offset == Int($0.element) }) { continue }
            let end = index + 1 < parts.count ? parts[index + 1].start : rows
            for row in part.start..<end where codes[row] != CategoryColumn.missing {
                codes[row] = codeOf[Int(codes[row])]
            }
        }
        return .categories(
            CategoryColumn(
                codes: Array(UnsafeBufferPointer(start: codes, count: rows)), categories: merged.categories))
    }
}
