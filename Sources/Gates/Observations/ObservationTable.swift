/// Columns of rows that were read from one file, as contiguous arrays.
package struct ObservationTable: Sendable {
    /// The name of what was read, for messages.
    package let source: String
    package let rows: Int
    package let columns: [String: ObservationColumn]

    /// Takes columns of `rows` values each.
    package init(source: String, rows: Int, columns: [String: ObservationColumn]) {
        self.source = source
        self.rows = rows
        self.columns = columns
    }

    /// What stands for a missing number: a NaN that no arithmetic gives, so that a message can tell it from one that was written.
    package static let missingNumber = Double(nan: 0x5_1CE, signaling: false)

    /// Whether `number` is the mark of a missing one.
    package static func isMissing(_ number: Double) -> Bool { number.bitPattern == missingNumber.bitPattern }

    /// The numbers of a column, all of them finite.
    package func numbers(_ name: String) throws(ObservationError) -> [Double] {
        guard case .numbers(let values) = try column(name) else {
            throw ObservationError(source: source, column: name, message: "was read as text, not as numbers")
        }
        guard let row = values.firstIndex(where: { !$0.isFinite }) else { return values }
        let found = Self.isMissing(values[row]) ? "the value is missing" : "the value \(values[row]) is not finite"
        throw ObservationError(source: source, row: row + 1, column: name, message: found)
    }

    /// The values of a column of text, none of them missing.
    package func categories(_ name: String) throws(ObservationError) -> CategoryColumn {
        guard case .categories(let values) = try column(name) else {
            throw ObservationError(source: source, column: name, message: "was read as numbers, not as text")
        }
        guard let row = values.codes.firstIndex(of: CategoryColumn.missing) else { return values }
        throw ObservationError(source: source, row: row + 1, column: name, message: "the value is missing")
    }

    private func column(_ name: String) throws(ObservationError) -> ObservationColumn {
        guard let column = columns[name] else {
            throw ObservationError(source: source, column: name, message: "was not read")
        }
        return column
    }
}

/// The values of one column.
package enum ObservationColumn: Hashable, Sendable {
    case numbers([Double])
    case categories(CategoryColumn)
}

/// A column of text, in which each distinct value is stored once.
package struct CategoryColumn: Hashable, Sendable {
    /// For each row the index into `categories`, or `missing`.
    package var codes: [UInt32]
    /// The distinct values in the order of their first appearance.
    package var categories: [String]

    /// The code of a row that has no value.
    package static let missing = UInt32.max

    package init(codes: [UInt32], categories: [String]) {
        self.codes = codes
        self.categories = categories
    }

    /// Encodes `values`; nil is a missing one.
    package init(_ values: [String?]) {
        var known: [String: UInt32] = [:]
        var categories: [String] = []
        codes = values.map { value in
            guard let value else { return Self.missing }
            if let code = known[value] { return code }
            let code = UInt32(categories.count)
            known[value] = code
            categories.append(value)
            return code
        }
        self.categories = categories
    }
}

/// A column that a reader is asked for.
package struct ColumnRequest: Hashable, Sendable {
    /// How the values of a column are kept.
    package enum Kind: Hashable, Sendable {
        case numbers
        case categories
    }

    package var name: String
    package var kind: Kind

    package init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

/// What a reader refuses to go beyond, so that a hostile file cannot take the memory.
package struct ReadingBounds: Hashable, Sendable {
    package var rows = 50_000_000
    package var columns = 10_000
    /// The bytes of one value.
    package var fieldBytes = 1 << 20
    /// The distinct values of one column of text.
    package var categories = 1_000_000

    package init() {}
}
