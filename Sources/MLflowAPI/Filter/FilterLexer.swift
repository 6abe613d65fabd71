/// Cuts a filter into words as MLflow's parser does. A quote of a kind ends at the same kind; a doubled one, or one behind a backslash,
/// does not end it, and stays in the text as it is.
struct FilterLexer {
    private let scalars: [Unicode.Scalar]
    private var position = 0

    /// Longer filters are refused.
    static let longest = 65_536

    static func tokens(of text: String) throws -> [FilterToken] {
        guard text.utf8.count <= longest else {
            throw MLflowError.invalid("Invalid filter: longer than \(longest) bytes")
        }
        var lexer = FilterLexer(scalars: Array(text.unicodeScalars))
        var tokens: [FilterToken] = []
        while let token = try lexer.next() { tokens.append(token) }
        return tokens
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private mutating func next() throws -> FilterToken? {
        while let scalar = peek, scalar.properties.isWhitespace { position += 1 }
        guard let scalar = peek else { return nil }
        switch scalar {
        case "(": return single(.open)
        case ")": return single(.close)
        case ",": return single(.comma)
        case "=", "<", ">", "!", "~": return .comparator(take { "=<>!~".unicodeScalars.contains($0) })
        case "'": return .text(String(try quoted().dropFirst().dropLast()))
        case "\"", "`": return try name()
        default:
            if let number = number() { return .number(number) }
            if Self.isWord(scalar) || scalar == "." { return try name() }
            return .other(take { !$0.properties.isWhitespace && !"'\"`".unicodeScalars.contains($0) })
        }
    }

    private mutating func single(_ token: FilterToken) -> FilterToken {
        position += 1
        return token
    }

    private mutating func take(while isTaken: (Unicode.Scalar) -> Bool) -> String {
        let start = position
        while let scalar = peek, isTaken(scalar) { position += 1 }
        // What begins a word without being part of it is a word of its own.
        if position == start { position += 1 }
        return text(from: start)
    }

    /// Parts joined by dots; each is a word or is quoted.
    private mutating func name() throws -> FilterToken {
        let start = position
        var mayBeQuoted = true
        while let scalar = peek {
            if mayBeQuoted, scalar == "\"" || scalar == "`" || (scalar == "'" && position > start) {
                _ = try quoted()
                mayBeQuoted = false
            } else if scalar == "." {
                position += 1
                mayBeQuoted = true
            } else if Self.isWord(scalar) {
                position += 1
                mayBeQuoted = false
            } else {
                break
            }
        }
        if let scalar = peek, "-/:$#@+*%&|?;[]{}\\^".unicodeScalars.contains(scalar) {
            // A key that needs quotes: named as a whole, so that the message shows it.
            _ = take { !$0.properties.isWhitespace && !"'\"`=<>!()".unicodeScalars.contains($0) }
            return .other(text(from: start))
        }
        return .name(text(from: start))
    }

    /// The text from one quote to the next of its kind, with both.
    private mutating func quoted() throws -> String {
        let start = position
        let quote = scalars[start]
        // Where the text ends if the quotes that do not end it leave it without an end.
        var earlierEnd: Int?
        position += 1
        while let scalar = peek {
            position += 1
            let following = peek
            if scalar == "\\", following == quote, quote != "`" {
                position += 1
                earlierEnd = position
            } else if scalar == quote {
                guard following == quote else { return text(from: start) }
                earlierEnd = position
                position += 1
            }
        }
        guard let earlierEnd else {
            position = start
            throw MLflowError.invalid("Invalid clause(s) in filter string: the quote \(quote) is not closed")
        }
        position = earlierEnd
        return text(from: start)
    }

    /// `-1`, `.5`, `1.`, `1e-5`.
    private mutating func number() -> String? {
        let start = position
        var end = position
        func digits() -> Int {
            let first = end
            while end < scalars.count, ("0"..."9").contains(scalars[end]) { end += 1 }
            return end - first
        }
        if end < scalars.count, scalars[end] == "-" { end += 1 }
        var count = digits()
        if end < scalars.count, scalars[end] == "." {
            end += 1
            count += digits()
        }
        guard count > 0 else { return nil }
        if end < scalars.count, scalars[end] == "e" || scalars[end] == "E" {
            end += 1
            if end < scalars.count, scalars[end] == "-" || scalars[end] == "+" { end += 1 }
            guard digits() > 0 else { return nil }
        }
        // A word may begin with a digit.
        if end < scalars.count, Self.isWord(scalars[end]) || scalars[end] == "." { return nil }
        position = end
        return text(from: start)
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    private func text(from start: Int) -> String { String(String.UnicodeScalarView(scalars[start..<position])) }

    private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }
}
