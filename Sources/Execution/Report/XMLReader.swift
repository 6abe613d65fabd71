import Promotion

/// Reads XML piece by piece, as much of it as reports need: elements, attributes, text, CDATA, comments, processing instructions, in
/// UTF-8. A document type declaration is refused, and with it everything that can be declared: there are no external entities to
/// fetch and none that grow. Memory is bounded by the input, depth by `deepest`.
struct XMLReader {
    enum Event: Hashable {
        case start(String, [String: String])
        case end(String)
        case text(String)
    }

    struct Problem: Error, Hashable {
        let message: String
        /// 0 if the problem is not at a place.
        let line: Int
    }

    private static let deepest = 256

    private let bytes: [UInt8]
    private var position = 0
    private var open: [String] = []
    /// Of an element that closes itself.
    private var pendingEnd: String?
    private var hasRoot = false

    init(_ bytes: [UInt8]) { self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes }

    func problem(_ message: String) -> Problem {
        Problem(message: message, line: 1 + bytes[..<min(position, bytes.count)].count { $0 == UInt8(ascii: "\n") })
    }

    /// The next piece; nil after the outermost element's end.
    mutating func next() throws(Problem) -> Event? {
        if let name = pendingEnd {
            pendingEnd = nil
            open.removeLast()
            return .end(name)
        }
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "<") {
                if let event = try markup() { return event }
            } else {
                let text = try text()
                if !open.isEmpty { return .text(text) }
                guard text.allSatisfy(\.isWhitespace) else {
                    throw problem(
                        "there is text outside of the elements, beginning \(String(text.prefix(20)).quotedForMessage)")
                }
            }
        }
        guard open.isEmpty else { throw problem("it ends before </\(open[open.count - 1])>") }
        guard hasRoot else { throw Problem(message: "it is empty", line: 0) }
        return nil
    }

    /// A piece that begins with `<`; nil if it is one without meaning.
    private mutating func markup() throws(Problem) -> Event? {
        if accept("<?") {
            try skip(past: "?>", of: "a processing instruction")
            return nil
        }
        if accept("<!--") {
            try skip(past: "-->", of: "a comment")
            return nil
        }
        if accept("<![CDATA[") {
            guard !open.isEmpty else { throw problem("there is text outside of the elements") }
            let start = position
            try skip(past: "]]>", of: "a CDATA section")
            return .text(try string(bytes[start..<(position - 3)]))
        }
        guard !accept("<!") else { throw problem("document type declarations are not accepted") }
        return accept("</") ? try endTag() : try startTag()
    }

    private mutating func startTag() throws(Problem) -> Event {
        position += 1
        guard !open.isEmpty || !hasRoot else { throw problem("there is a second outermost element") }
        guard open.count < Self.deepest else { throw problem("elements lie more than \(Self.deepest) deep") }
        let name = try name()
        hasRoot = true
        open.append(name)
        var attributes: [String: String] = [:]
        while true {
            let hadBlank = skipBlanks()
            if accept(">") { return .start(name, attributes) }
            if accept("/>") {
                pendingEnd = name
                return .start(name, attributes)
            }
            guard hadBlank else { throw problem("the tag <\(name)> is not understood") }
            let attribute = try self.name()
            skipBlanks()
            guard accept("=") else { throw problem("attribute '\(attribute)' has no value") }
            skipBlanks()
            attributes[attribute] = try attributeValue()
        }
    }

    private mutating func attributeValue() throws(Problem) -> String {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'")
        else {
            throw problem("an attribute's value is not in quotes")
        }
        let quote = bytes[position]
        let start = position + 1
        guard let end = bytes[start...].firstIndex(of: quote) else { throw problem("a quote is not closed") }
        guard !bytes[start..<end].contains(UInt8(ascii: "<")) else {
            throw problem("an attribute's value has '<' in it")
        }
        let value = try unescaped(bytes[start..<end])
        position = end + 1
        return value
    }

    private mutating func endTag() throws(Problem) -> Event {
        let name = try name()
        skipBlanks()
        guard accept(">"), open.last == name else {
            throw problem("</\(name)> does not fit" + (open.last.map { ": <\($0)> is open" } ?? ""))
        }
        open.removeLast()
        return .end(name)
    }

    private mutating func text() throws(Problem) -> String {
        let end = bytes[position...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
        let text = try unescaped(bytes[position..<end])
        position = end
        return text
    }

    private mutating func name() throws(Problem) -> String {
        let stops = Array(" \t\r\n/>=<\"'&".utf8)
        let end = bytes[position...].firstIndex { stops.contains($0) } ?? bytes.count
        guard end > position, end - position <= 256 else { throw problem("a name is missing or too long") }
        defer { position = end }
        return try string(bytes[position..<end])
    }

    @discardableResult
    private mutating func skipBlanks() -> Bool {
        let start = position
        while position < bytes.count, " \t\r\n".utf8.contains(bytes[position]) { position += 1 }
        return position > start
    }

    private mutating func accept(_ expected: StaticString) -> Bool {
        let count = expected.utf8CodeUnitCount
        guard bytes.count - position >= count else { return false }
        for offset in 0..<count where bytes[position + offset] != expected.utf8Start[offset] { return false }
        position += count
        return true
    }

    private mutating func skip(past end: StaticString, of noun: String) throws(Problem) {
        while position < bytes.count {
            if accept(end) { return }
            position += 1
        }
        throw problem("\(noun) is not closed")
    }

    private func string(_ slice: ArraySlice<UInt8>) throws(Problem) -> String {
        guard let text = String(validating: slice, as: UTF8.self), !slice.contains(0) else {
            throw problem("it is not UTF-8 text")
        }
        return text
    }

    /// Replaces the five entities that need no declaration, and numbers of characters.
    private func unescaped(_ slice: ArraySlice<UInt8>) throws(Problem) -> String {
        let text = try string(slice)
        guard slice.contains(UInt8(ascii: "&")) else { return text }
        var result = ""
        var rest = text[...]
        while let ampersand = rest.firstIndex(of: "&") {
            result += rest[..<ampersand]
            guard let semicolon = rest[ampersand...].prefix(12).firstIndex(of: ";"),
                let character = Self.character(rest[rest.index(after: ampersand)..<semicolon])
            else { throw problem("an '&' does not begin a known entity") }
            result.unicodeScalars.append(character)
            rest = rest[rest.index(after: semicolon)...]
        }
        return result + rest
    }

    private static func character(_ entity: Substring) -> Unicode.Scalar? {
        switch entity {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard entity.hasPrefix("#") else { return nil }
            let isHexadecimal = entity.hasPrefix("#x")
            let digits = entity.dropFirst(isHexadecimal ? 2 : 1)
            return UInt32(digits, radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init)
        }
    }
}
