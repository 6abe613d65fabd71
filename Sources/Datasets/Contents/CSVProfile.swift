/// Counts the rows of a CSV file while its bytes pass by, and keeps its header: RFC 4180, quotes and empty lines included.
struct CSVProfile {
    private static let longestHeader = 1 << 20

    private var header: [UInt8] = []
    private var hasHeader = false
    private var isQuoted = false
    private var lineLength = 0
    private var lines: Int64 = 0
    private var problem: String?

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""):
                isQuoted.toggle()
                lineLength += 1
            case 0x0A where !isQuoted: endLine()
            case 0x0D where !isQuoted: break
            default: lineLength += 1
            }
            if !hasHeader, byte != 0x0A || isQuoted {
                if header.count < Self.longestHeader { header.append(byte) } else { problem = "its header is too long" }
            }
        }
    }

    /// Lines without anything are no rows.
    private mutating func endLine() {
        if lineLength > 0 {
            lines += 1
            hasHeader = true
        } else if !hasHeader {
            header.removeAll()
        }
        lineLength = 0
    }

    /// The rows without the header, and the names in it; a sentence if it is no CSV.
    mutating func finish() -> Result<(rows: Int64, columns: [String]), ThriftProblem> {
        if isQuoted { problem = problem ?? "a quote is not closed" }
        endLine()
        if let problem { return .failure(ThriftProblem(reason: problem)) }
        guard hasHeader, let text = String(validating: header, as: UTF8.self) else {
            return .failure(ThriftProblem(reason: hasHeader ? "its header is not UTF-8" : "it is empty"))
        }
        return .success((lines - 1, Self.fields(of: text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text)))
    }

    private static func fields(of line: String) -> [String] {
        var fields: [String] = [""]
        var isQuoted = false
        var before: Character?
        for character in line where character != "\r" {
            switch character {
            case "\"":
                // Two quotes within quotes are one.
                if before == "\"", !isQuoted { fields[fields.count - 1].append("\"") }
                isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
            before = character
        }
        return fields
    }
}
