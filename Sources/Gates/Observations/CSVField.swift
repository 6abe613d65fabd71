/// One field of a CSV file, without its quotes.
enum CSVField {
    case plain(UnsafeBufferPointer<UInt8>)
    /// A quoted one, whose text is in the scratch buffer.
    case quoted(newlines: Int)

    /// What is wrong with a field.
    struct Problem: Error {
        let message: String
    }

    /// Reads the field at `position` and leaves it at the comma, at the line's end or at the end.
    static func next(
        _ position: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, scratch: inout [UInt8]
    ) -> Result<CSVField, Problem> {
        if position < end, position.pointee == UInt8(ascii: "\"") {
            return quotedField(&position, end: end, scratch: &scratch)
        }
        let start = position
        while position < end {
            let byte = position.pointee
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") { break }
            if byte == UInt8(ascii: "\"") {
                return .failure(
                    Problem(message: "a quote in the middle of a field: quote the whole field and double it"))
            }
            position += 1
        }
        var last = position
        let endsLine = position == end || position.pointee == UInt8(ascii: "\n")
        if endsLine, last > start, (last - 1).pointee == UInt8(ascii: "\r") {
            last -= 1
            position -= 1
        }
        return .success(.plain(UnsafeBufferPointer(start: start, count: last - start)))
    }

    private static func quotedField(
        _ position: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, scratch: inout [UInt8]
    ) -> Result<CSVField, Problem> {
        scratch.removeAll(keepingCapacity: true)
        var newlines = 0
        position += 1
        while position < end {
            let byte = position.pointee
            position += 1
            if byte == UInt8(ascii: "\"") {
                guard position < end, position.pointee == UInt8(ascii: "\"") else {
                    guard isAtFieldEnd(position, end: end) else {
                        return .failure(Problem(message: "text behind a closing quote"))
                    }
                    return .success(.quoted(newlines: newlines))
                }
                position += 1
            } else if byte == UInt8(ascii: "\n") {
                newlines += 1
            }
            scratch.append(byte)
        }
        return .failure(Problem(message: "a quote is opened and never closed"))
    }

    private static func isAtFieldEnd(_ position: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Bool {
        guard position < end else { return true }
        switch position.pointee {
        case UInt8(ascii: ","), UInt8(ascii: "\n"): return true
        case UInt8(ascii: "\r"): return position + 1 == end || position[1] == UInt8(ascii: "\n")
        default: return false
        }
    }

    /// Moves behind a comma. False if there is none.
    @inline(__always)
    static func moveBehindComma(_ position: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Bool {
        guard position < end, position.pointee == UInt8(ascii: ",") else { return false }
        position += 1
        return true
    }

    /// Moves behind the end of a line. False if there is none, which is so at the end of the file too.
    @inline(__always)
    static func moveBehindLineEnd(_ position: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Bool {
        guard position < end else { return false }
        if position.pointee == UInt8(ascii: "\r") {
            if position + 1 == end {
                position += 1
                return true
            }
            guard position[1] == UInt8(ascii: "\n") else { return false }
            position += 2
            return true
        }
        guard position.pointee == UInt8(ascii: "\n") else { return false }
        position += 1
        return true
    }

    var newlines: Int {
        switch self {
        case .plain: 0
        case .quoted(let newlines): newlines
        }
    }

    /// The field as a `String`.
    func text(scratch: [UInt8]) -> String {
        switch self {
        case .plain(let bytes): String(decoding: bytes, as: UTF8.self)
        case .quoted: String(decoding: scratch, as: UTF8.self)
        }
    }
}
