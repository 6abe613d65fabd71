internal import Catalog

/// Reads a filter: comparisons joined by AND. What it gives are fields and values; the catalog binds them.
struct FilterParser {
    private let grammar: SearchGrammar
    private let tokens: [FilterToken]
    private var position = 0

    /// More comparisons than that in one filter are refused.
    static let mostConditions = 100

    /// The conditions of `text`; none if it is nil or blank.
    static func conditions(in text: String?, _ grammar: SearchGrammar) throws -> [SearchCondition] {
        var parser = FilterParser(grammar: grammar, tokens: try FilterLexer.tokens(of: text ?? ""))
        guard !parser.tokens.isEmpty else { return [] }
        var conditions = [try parser.condition()]
        while parser.position < parser.tokens.count {
            guard parser.takeWord("AND") else { throw parser.unexpected("AND") }
            conditions.append(try parser.condition())
            guard conditions.count <= mostConditions else {
                throw MLflowError.invalid("Invalid filter: more than \(mostConditions) comparisons")
            }
        }
        return conditions
    }

    private init(grammar: SearchGrammar, tokens: [FilterToken]) {
        self.grammar = grammar
        self.tokens = tokens
    }

    private mutating func condition() throws -> SearchCondition {
        let field = try field()
        return SearchCondition(field: field, comparison: try comparison(of: field))
    }

    private mutating func field() throws -> SearchField {
        switch take() {
        case .word(let word)?: return try grammar.field(word)
        case .quotedKey(let entity, let key)?: return try grammar.field(entity: entity, key: key)
        case .text(let key)?: return try grammar.field(key)
        case let other: throw MLflowError.invalid("Invalid clause(s) in filter string: '\(other?.shown ?? "")'")
        }
    }

    private mutating func comparison(of field: SearchField) throws -> SearchCondition.Comparison {
        switch take() {
        case .comparator(let comparator)?:
            let value = try value(of: field)
            return try ordered(comparator, value, field)
        case .word(let word)?:
            switch word.uppercased() {
            case "LIKE": return .like(try pattern(field))
            case "ILIKE": return .likeIgnoringCase(try pattern(field))
            case "IN": return .oneOf(try list(of: field))
            case "NOT":
                guard takeWord("IN") else { throw unexpected("IN") }
                return .noneOf(try list(of: field))
            case "IS":
                let negated = takeWord("NOT")
                guard takeWord("NULL") else { throw unexpected("NULL") }
                return negated ? .isSet : .isNotSet
            default: throw MLflowError.invalid("Invalid comparator '\(word)' in filter string")
            }
        case let other: throw MLflowError.invalid("Invalid comparator '\(other?.shown ?? "")' in filter string")
        }
    }

    private func ordered(
        _ comparator: String, _ value: CatalogValue, _ field: SearchField
    ) throws -> SearchCondition.Comparison {
        switch comparator {
        case "=": return .equal(value)
        case "!=": return .notEqual(value)
        default: break
        }
        guard grammar.isNumeric(field) else {
            throw MLflowError.invalid("Invalid comparator '\(comparator)': only numbers have an order in filters")
        }
        switch comparator {
        case "<": return .less(value)
        case "<=": return .lessOrEqual(value)
        case ">": return .greater(value)
        default: return .greaterOrEqual(value)
        }
    }

    private mutating func value(of field: SearchField) throws -> CatalogValue {
        switch (take(), grammar.isNumeric(field)) {
        case (.number(let number)?, true): return Self.stored(number)
        case (.text(let text)?, true):
            // Ids and versions are numbers in the catalog, but texts to clients.
            if grammar.isNumberInQuotes(field), let number = Int64(text) { return .integer(number) }
            throw MLflowError.invalid("Expected a numeric value in filter string, found '\(text)'")
        case (.text(let text)?, false): return .text(text)
        case (let other, true):
            throw MLflowError.invalid("Expected a numeric value in filter string, found \(other?.shown ?? "nothing")")
        case (let other, false):
            throw MLflowError.invalid(
                "Expected a quoted string value in filter string (e.g. 'my-value'), found \(other?.shown ?? "nothing")")
        }
    }

    /// Whole numbers are compared as integers, so that times and versions are exact.
    private static func stored(_ number: Double) -> CatalogValue {
        Int64(exactly: number).map(CatalogValue.integer) ?? .real(number)
    }

    private mutating func pattern(_ field: SearchField) throws -> String {
        guard !grammar.isNumeric(field), case .text(let pattern)? = take() else {
            throw MLflowError.invalid("LIKE and ILIKE compare texts with a quoted pattern (e.g. 'my-%')")
        }
        return pattern
    }

    private mutating func list(of field: SearchField) throws -> [CatalogValue] {
        guard case .open? = take() else { throw unexpected("(") }
        var values: [CatalogValue] = []
        repeat {
            values.append(try value(of: field))
            guard values.count <= 10_000 else { throw MLflowError.invalid("Invalid filter: a list of more than 10000") }
        } while takeComma()
        guard case .close? = take() else { throw unexpected(")") }
        return values
    }

    private mutating func take() -> FilterToken? {
        guard position < tokens.count else { return nil }
        position += 1
        return tokens[position - 1]
    }

    private mutating func takeWord(_ word: String) -> Bool {
        guard position < tokens.count, case .word(let found) = tokens[position], found.uppercased() == word else {
            return false
        }
        position += 1
        return true
    }

    private mutating func takeComma() -> Bool {
        guard position < tokens.count, case .comma = tokens[position] else { return false }
        position += 1
        return true
    }

    private func unexpected(_ expected: String) -> MLflowError {
        let found = position < tokens.count ? "'\(tokens[position].shown)'" : "the end"
        return .invalid("Invalid clause(s) in filter string: expected '\(expected)', found \(found)")
    }
}
