/// Why rows could not be read or paired. Names the file, and the line, row and column where it can.
package struct ObservationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was read, such as a file's name.
    package var source: String
    /// The line in the source, from 1; nil where there are no lines.
    package var line: Int?
    /// The row of data, from 1 (the header is no row).
    package var row: Int?
    package var column: String?
    package var message: String

    package init(source: String, line: Int? = nil, row: Int? = nil, column: String? = nil, message: String) {
        self.source = source
        self.line = line
        self.row = row
        self.column = column
        self.message = message
    }

    package var description: String {
        var place = ["'\(source)'"]
        if let line { place.append("line \(line)") }
        if let row { place.append("row \(row)") }
        if let column { place.append("column '\(column)'") }
        return "\(place.joined(separator: ", ")): \(message)"
    }
}
