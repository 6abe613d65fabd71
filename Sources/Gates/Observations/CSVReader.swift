/// Reads columns of a CSV file (RFC 4180) that is in memory, such as a mapped one.
///
/// A header names the columns; fields may be quoted; lines end in LF or CRLF; a byte-order mark is skipped. A line with fewer or more fields
/// than the header, an empty one in the middle included, is an error: rows must not slip against each other. Without quotes in the
/// file each newline ends a row, so it is read in several parts at once, each straight into its place.
package struct CSVReader: Sendable {
    private let source: String
    private let bounds: ReadingBounds
    private let parts: Int

    /// - Parameters:
    ///   - source: The file's name for messages.
    ///   - bounds: What the reader refuses to go beyond.
    ///   - parts: Into how many parts a large file is cut, each read by a thread; the result does not depend on it.
    package init(source: String, bounds: ReadingBounds = ReadingBounds(), parts: Int = 2) {
        self.source = source
        self.bounds = bounds
        self.parts = max(1, parts)
    }

    /// Reads `columns` from bytes that are in an array.
    package func read(_ bytes: [UInt8], columns: [ColumnRequest]) throws(ObservationError) -> ObservationTable {
        let result = bytes.withUnsafeBytes { raw in
            Result<ObservationTable, ObservationError> { () throws(ObservationError) in try read(raw, columns: columns)
            }
        }
        return try result.get()
    }

    /// Reads `columns`; the others are only skipped over.
    package func read(
        _ raw: UnsafeRawBufferPointer, columns: [ColumnRequest]
    ) throws(ObservationError) -> ObservationTable {
        let bytes = raw.bindMemory(to: UInt8.self)
        guard let base = bytes.baseAddress, bytes.count > 0 else { throw failure("is empty: a header was expected") }
        var start = base
        let end = base + bytes.count
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { start += 3 }
        var header = CSVHeader(source: source, bounds: bounds)
        try header.read(&start, end: end)
        let layout = try header.layout(of: columns)
        let chunks = cut(start, end, firstLine: header.lines + 1)
        let rows = chunks.reduce(0) { $0 + $1.newlines + 1 }
        guard rows - chunks.count <= bounds.rows else {
            throw failure("has more than \(bounds.rows) rows, which is the limit")
        }
        return try fill(chunks, layout: layout, requests: columns, names: header.names, capacity: rows)
    }

    private func fill(
        _ chunks: [CSVChunk], layout: [Int], requests: [ColumnRequest], names: [String], capacity: Int
    ) throws(ObservationError) -> ObservationTable {
        let sinks = requests.map { ColumnSink($0, capacity: capacity) }
        var readers: [CSVChunkReader] = []
        var startRow = 0
        for chunk in chunks {
            readers.append(
                CSVChunkReader(
                    source: source, bounds: bounds, chunk: chunk, startRow: startRow, names: names, layout: layout,
                    sinks: sinks))
            startRow += chunk.newlines
        }
        let work = readers
        _ = Parts.map(work.count) { work[$0].read() }
        if let error = readers.lazy.compactMap(\.failure).first { throw error }
        let rows = readers.last.map(\.endRow) ?? 0
        var columns: [String: ObservationColumn] = [:]
        for (index, sink) in sinks.enumerated() {
            let parts = readers.map { (start: $0.startRow, dictionary: $0.dictionaries[index]) }
            columns[sink.request.name] = sink.column(rows: rows, parts: parts)
        }
        return ObservationTable(source: source, rows: rows, columns: columns)
    }

    /// Cuts the rows into parts at line ends; into one if there are quotes, for a newline may then be part of a value.
    private func cut(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, firstLine: Int) -> [CSVChunk] {
        let count = end - start
        var cuts = [start]
        if count > 1 << 16 {
            for part in 1..<parts {
                var place = max(start + count / parts * part, cuts[cuts.count - 1])
                while place < end, place.pointee != UInt8(ascii: "\n") { place += 1 }
                cuts.append(min(place + 1, end))
            }
        }
        let pieces = zip(cuts, cuts.dropFirst() + [end]).map { CSVChunk(start: $0, end: $1) }
        let counted = CSVChunk.counted(pieces)
        if counted.count > 1, counted.contains(where: \.hasQuotes) {
            let newlines = counted.reduce(0) { $0 + $1.newlines }
            return [CSVChunk(start: start, end: end, newlines: newlines, hasQuotes: true, firstLine: firstLine)]
        }
        var line = firstLine
        return counted.map { chunk in
            var chunk = chunk
            chunk.firstLine = line
            chunk.isLast = chunk.end == end
            line += chunk.newlines
            return chunk
        }
    }

    private func failure(_ message: String) -> ObservationError { ObservationError(source: source, message: message) }
}

/// A part of a file that begins at a row's start and ends behind a newline or at the end.
struct CSVChunk: @unchecked Sendable {
    var start: UnsafePointer<UInt8>
    var end: UnsafePointer<UInt8>
    var newlines = 0
    var hasQuotes = false
    var firstLine = 1
    /// Whether it ends where the file does.
    var isLast = true

    /// The chunks with their newlines counted, each by a thread.
    static func counted(_ chunks: [CSVChunk]) -> [CSVChunk] {
        Parts.map(chunks.count) { chunks[$0].counted }
    }

    private var counted: CSVChunk {
        var result = self
        var quotes = 0
        var newlines = 0
        for byte in UnsafeBufferPointer(start: start, count: end - start) {
            newlines &+= byte == UInt8(ascii: "\n") ? 1 : 0
            quotes &+= byte == UInt8(ascii: "\"") ? 1 : 0
        }
        result.newlines = newlines
        result.hasQuotes = quotes > 0
        return result
    }
}
