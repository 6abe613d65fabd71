/// A word of MLflow's search language.
enum FilterToken: Hashable, Sendable {
    /// A bare word, such as `metrics.f1` or `AND`.
    case word(String)
    /// A key in back quotes or double quotes right after `entity.`; the entity is the text before the dot.
    case quotedKey(entity: String, key: String)
    /// A text in single or double quotes, or back quotes without an entity.
    case text(String)
    case number(Double)
    case comparator(String)
    case open
    case close
    case comma

    /// As a person wrote it, for messages.
    var shown: String {
        switch self {
        case .word(let word): word
        case .quotedKey(let entity, let key): "\(entity).`\(key)`"
        case .text(let text): "'\(text)'"
        case .number(let number): "\(number)"
        case .comparator(let comparator): comparator
        case .open: "("
        case .close: ")"
        case .comma: ","
        }
    }
}

/// Cuts a filter into words. Quotes of a kind end at the same kind; a doubled quote inside stands for one.
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
        case "=": return single(.comparator("="))
        case "<", ">", "!": return try comparator(scalar)
        case "'", "\"", "`": return .text(try quoted(scalar))
        default: return try word()
        }
    }

    private mutating func single(_ token: FilterToken) -> FilterToken {
        position += 1
        return token
    }

    private mutating func comparator(_ first: Unicode.Scalar) throws -> FilterToken {
        position += 1
        let second = peek
        if second == "=" || (first == "<" && second == ">") {
            position += 1
            return .comparator(first == "!" || second == ">" ? "!=" : "\(first)=")
        }
        guard first != "!" else { throw MLflowError.invalid("Invalid clause(s) in filter string: '!'") }
        return .comparator(String(first))
    }

    private mutating func quoted(_ quote: Unicode.Scalar) throws -> String {
        position += 1
        var text = String.UnicodeScalarView()
        while let scalar = peek {
            position += 1
            if scalar == quote {
                guard peek == quote else { return String(text) }
                position += 1
            }
            text.append(scalar)
        }
        throw MLflowError.invalid("Invalid filter: a quote \(quote) is not closed")
    }

    private mutating func word() throws -> FilterToken {
        let start = position
        while let scalar = peek, !scalar.properties.isWhitespace, !"()=<>!,'\"`".unicodeScalars.contains(scalar) {
            position += 1
        }
        let text = String(String.UnicodeScalarView(scalars[start..<position]))
        if text.hasSuffix("."), let quote = peek, quote == "`" || quote == "\"" {
            return .quotedKey(entity: String(text.dropLast()), key: try quoted(quote))
        }
        let isNumber = text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
        if isNumber, let number = Double(text) { return .number(number) }
        return .word(text)
    }

    private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }
}
