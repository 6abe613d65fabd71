/// A place in JSON text that is read value by value, without a tree of it.
struct JSONCursor {
    let source: String
    let bytes: UnsafeBufferPointer<UInt8>
    let bounds: ReadingBounds
    /// The row and column that are being read, for messages.
    var row: Int?
    var column: String?
    private var position = 0

    init(source: String, bytes: UnsafeBufferPointer<UInt8>, bounds: ReadingBounds) {
        self.source = source
        self.bytes = bytes
        self.bounds = bounds
    }

    func failure(_ message: String) -> ObservationError {
        let place = row == nil ? " at byte \(position)" : ""
        return ObservationError(source: source, row: row, column: column, message: message + place)
    }

    private mutating func skipSpaces() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private mutating func peek() throws(ObservationError) -> UInt8 {
        skipSpaces()
        guard position < bytes.count else { throw failure("the JSON text ends too early") }
        return bytes[position]
    }

    /// Moves behind `character` if it is next.
    mutating func take(_ character: Unicode.Scalar) throws(ObservationError) -> Bool {
        guard try peek() == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(ObservationError) {
        guard try take(character) else { throw failure("'\(character)' was expected") }
    }

    /// Moves over the value that is next, to a depth of 64.
    mutating func skipValue() throws(ObservationError) {
        var depth = 0
        repeat {
            switch try peek() {
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                guard depth <= 64 else { throw failure("nested too deeply") }
                position += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                position += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"): position += 1
            case UInt8(ascii: "\""): _ = try stringBytes()
            default: _ = try word()
            }
        } while depth > 0
    }

    /// The number that is next.
    mutating func number() throws(ObservationError) -> Double {
        switch try peek() {
        case UInt8(ascii: "\""):
            let text = Array(try string().utf8)
            guard let value = text.withUnsafeBufferPointer({ DecimalReader.value(of: $0) }) else {
                throw failure("text that is not a number")
            }
            return value
        case UInt8(ascii: "["), UInt8(ascii: "{"): throw failure("a list or an object instead of a number")
        default:
            let word = try word()
            if word.elementsEqual("true".utf8) { return 1 }
            if word.elementsEqual("false".utf8) { return 0 }
            guard let value = DecimalReader.value(of: UnsafeBufferPointer(rebasing: word)) else {
                throw failure("'\(String(decoding: word.prefix(40), as: UTF8.self))' is not a number")
            }
            return value
        }
    }

    /// The code of the value that is next.
    mutating func category(_ dictionary: CategoryDictionary) throws(ObservationError) -> UInt32 {
        switch try peek() {
        case UInt8(ascii: "\""):
            let text = try string()
            return text.isEmpty ? CategoryColumn.missing : dictionary.code(ofText: text)
        case UInt8(ascii: "["), UInt8(ascii: "{"): throw failure("a list or an object instead of a value")
        default:
            let word = try word()
            if word.elementsEqual("null".utf8) || word.elementsEqual("NaN".utf8) { return CategoryColumn.missing }
            return dictionary.code(of: UnsafeBufferPointer(rebasing: word))
        }
    }

    /// The bytes of a number or of one of JSON's words.
    private mutating func word() throws(ObservationError) -> Slice<UnsafeBufferPointer<UInt8>> {
        let start = position
        scan: while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"):
                break scan
            default: position += 1
            }
        }
        guard position > start, position - start <= bounds.fieldBytes else { throw failure("a value was expected") }
        return bytes[start..<position]
    }

    /// The raw bytes between the quotes.
    private mutating func stringBytes() throws(ObservationError) -> Slice<UnsafeBufferPointer<UInt8>> {
        try expect("\"")
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                guard position - start <= bounds.fieldBytes else {
                    throw failure("more than \(bounds.fieldBytes) bytes of text")
                }
                position += 1
                return bytes[start..<(position - 1)]
            case UInt8(ascii: "\\"): position += 2
            default: position += 1
            }
        }
        position = bytes.count
        throw failure("text without a closing quote")
    }

    /// The text that is next.
    mutating func string() throws(ObservationError) -> String {
        let raw = try stringBytes()
        guard raw.contains(UInt8(ascii: "\\")) else { return String(decoding: raw, as: UTF8.self) }
        guard let text = JSONEscapes.decoded(raw) else { throw failure("text with a wrong escape") }
        return text
    }
}
