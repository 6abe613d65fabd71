/// Reads the rows of one chunk into the sinks. Used by one thread, once.
final class CSVChunkReader: @unchecked Sendable {
    private let source: String
    private let bounds: ReadingBounds
    private let chunk: CSVChunk
    let startRow: Int
    private let names: [String]
    private let layout: [Int]
    private let sinks: [ColumnSink]
    /// One for each request; those of numbers stay empty.
    let dictionaries: [CategoryDictionary]
    private(set) var endRow: Int
    private(set) var failure: ObservationError?
    private var scratch: [UInt8] = []

    init(
        source: String, bounds: ReadingBounds, chunk: CSVChunk, startRow: Int, names: [String], layout: [Int],
        sinks: [ColumnSink]
    ) {
        self.source = source
        self.bounds = bounds
        self.chunk = chunk
        self.startRow = startRow
        self.names = names
        self.layout = layout
        self.sinks = sinks
        dictionaries = sinks.map { _ in CategoryDictionary() }
        endRow = startRow
    }

    /// How one column of the file is read.
    private enum Action {
        case skip
        case number(UnsafeMutablePointer<Double>)
        /// The dictionary is one of `dictionaries`, which outlive all reading: counting references for each value would cost more
        /// than the look-up.
        case category(UnsafeMutablePointer<UInt32>, Unmanaged<CategoryDictionary>)
    }

    /// Reads all rows; what went wrong is in `failure` afterwards.
    func read() {
        let actions = layout.map { index -> Action in
            guard index >= 0 else { return .skip }
            switch sinks[index].request.kind {
            case .numbers: return .number(sinks[index].numbers)
            case .categories: return .category(sinks[index].codes, .passUnretained(dictionaries[index]))
            }
        }
        actions.withUnsafeBufferPointer { readRows($0) }
    }

    private func readRows(_ actions: UnsafeBufferPointer<Action>) {
        var position = chunk.start
        let end = chunk.end
        var row = startRow
        var line = chunk.firstLine
        while position < end {
            if isRest(position, end: end) { break }
            var column = 0
            var newlines = 0
            while true {
                if let problem = readField(actions[column], row: row, &position, end: end, &newlines) {
                    return fail(problem, line: line, row: row, column: column)
                }
                guard CSVField.moveBehindComma(&position, end: end) else { break }
                column &+= 1
                if column == actions.count {
                    return fail("more fields than the header's \(actions.count)", line: line, row: row, column: nil)
                }
            }
            if column + 1 < actions.count {
                let message = "\(column + 1) of the header's \(actions.count) fields"
                return fail(message, line: line, row: row, column: nil)
            }
            guard CSVField.moveBehindLineEnd(&position, end: end) || position == end else {
                return fail("a field that does not end", line: line, row: row, column: column)
            }
            row &+= 1
            line &+= 1 &+ newlines
        }
        endRow = row
        for dictionary in dictionaries where dictionary.categories.count > bounds.categories {
            return fail(
                "has more than \(bounds.categories) distinct values in a column of text", line: line, row: row,
                column: nil)
        }
    }

    /// Whether only line ends are left before the end of the file: a file may end in an empty line.
    @inline(__always)
    private func isRest(_ position: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Bool {
        guard position.pointee == UInt8(ascii: "\n") || position.pointee == UInt8(ascii: "\r") else { return false }
        if layout.count == 1 || !chunk.isLast { return false }
        var cursor = position
        while cursor < end {
            guard cursor.pointee == UInt8(ascii: "\n") || cursor.pointee == UInt8(ascii: "\r") else { return false }
            cursor += 1
        }
        return true
    }

    /// Reads one field. What is wrong with it is the answer.
    @inline(__always)
    private func readField(
        _ action: Action, row: Int, _ position: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>,
        _ newlines: inout Int
    ) -> String? {
        switch action {
        case .number(let numbers):
            let start = position
            if let value = DecimalReader.plain(&position, end: end), position == end || isDelimiter(position.pointee) {
                numbers[row] = value
                return nil
            }
            position = start
        case .category(let codes, let dictionary):
            let start = position
            while position < end, !isSpecial(position.pointee) { position += 1 }
            if position == end || isDelimiter(position.pointee), position - start <= 64 {
                let field = UnsafeBufferPointer(start: start, count: position - start)
                codes[row] = dictionary._withUnsafeGuaranteedRef { $0.code(of: field) }
                return nil
            }
            position = start
        case .skip:
            let start = position
            while position < end, !isSpecial(position.pointee) { position += 1 }
            if position == end || isDelimiter(position.pointee) { return nil }
            position = start
        }
        return readUnusualField(action, row: row, &position, end: end, &newlines)
    }

    @inline(__always)
    private func isDelimiter(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") }

    @inline(__always)
    private func isSpecial(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
            || byte == UInt8(ascii: "\"")
    }

    @inline(never)
    private func readUnusualField(
        _ action: Action, row: Int, _ position: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>,
        _ newlines: inout Int
    ) -> String? {
        switch CSVField.next(&position, end: end, scratch: &scratch) {
        case .failure(let problem): return problem.message
        case .success(.plain(let bytes)): return store(bytes, action, row: row)
        case .success(.quoted(let count)):
            newlines += count
            return scratch.withUnsafeBufferPointer { store($0, action, row: row) }
        }
    }

    private func store(_ bytes: UnsafeBufferPointer<UInt8>, _ action: Action, row: Int) -> String? {
        guard bytes.count <= bounds.fieldBytes else { return "a value of more than \(bounds.fieldBytes) bytes" }
        switch action {
        case .skip: break
        case .number(let numbers):
            guard let value = DecimalReader.value(of: bytes) else {
                return "'\(String(decoding: bytes.prefix(40), as: UTF8.self))' is not a number"
            }
            numbers[row] = value
        case .category(let codes, let dictionary): codes[row] = dictionary.takeUnretainedValue().code(of: bytes)
        }
        return nil
    }

    private func fail(_ message: String, line: Int, row: Int, column: Int?) {
        failure = ObservationError(
            source: source, line: line, row: row + 1, column: column.map { names[$0] }, message: message)
    }
}
