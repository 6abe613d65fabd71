/// The first line of a CSV file.
struct CSVHeader {
    let source: String
    let bounds: ReadingBounds
    private(set) var names: [String]
    /// The lines that the header takes: more than one if a name has a newline.
    private(set) var lines = 1

    init(source: String, bounds: ReadingBounds, names: [String] = []) {
        self.source = source
        self.bounds = bounds
        self.names = names
    }

    /// Reads the names and leaves `position` at the first row.
    mutating func read(_ position: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) throws(ObservationError) {
        var scratch: [UInt8] = []
        while true {
            let field: CSVField
            switch CSVField.next(&position, end: end, scratch: &scratch) {
            case .success(let found): field = found
            case .failure(let problem):
                throw ObservationError(source: source, line: 1, message: "in the header: \(problem.message)")
            }
            names.append(field.text(scratch: scratch))
            lines += field.newlines
            guard names.count <= bounds.columns else {
                throw ObservationError(source: source, line: 1, message: "has more than \(bounds.columns) columns")
            }
            guard CSVField.moveBehindComma(&position, end: end) else { break }
        }
        _ = CSVField.moveBehindLineEnd(&position, end: end)
    }

    /// For each column of the file the index of the request that asks for it, or −1.
    func layout(of requests: [ColumnRequest]) throws(ObservationError) -> [Int] {
        var layout = [Int](repeating: -1, count: names.count)
        for (index, request) in requests.enumerated() {
            if requests[..<index].contains(where: { $0.name == request.name }) {
                throw ObservationError(source: source, column: request.name, message: "was asked for twice")
            }
            let places = names.indices.filter { names[$0] == request.name }
            guard let place = places.first else {
                let known = names.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
                throw ObservationError(
                    source: source, column: request.name,
                    message: "is not in the header, which names \(known)\(names.count > 20 ? ", …" : "")")
            }
            guard places.count == 1 else {
                throw ObservationError(source: source, column: request.name, message: "is in the header twice")
            }
            layout[place] = index
        }
        return layout
    }
}
