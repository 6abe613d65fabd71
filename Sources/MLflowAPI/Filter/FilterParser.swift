package import Catalog

/// Reads a filter: comparisons joined by AND. What it gives are fields and values; the catalog binds them. There is nothing to nest: the
/// only brackets are those of lists.
package struct FilterParser {
    private let grammar: SearchGrammar
    private let tokens: [FilterToken]
    private var position = 0

    /// More comparisons than that in one filter are refused.
    static let mostConditions = 100
    /// Longer lists are refused.
    private static let mostValues = 2000
    /// Longer patterns are refused.
    private static let longestPattern = 5000

    /// The conditions of `text`; none if it is nil or blank. Throws `MLflowError` with 400 that names the word it stumbled over.
    package static func conditions(in text: String?, _ grammar: SearchGrammar) throws -> [SearchCondition] {
        var parser = FilterParser(grammar: grammar, tokens: try FilterLexer.tokens(of: text ?? ""))
        var conditions: [SearchCondition] = []
        while parser.position < parser.tokens.count {
            // As in MLflow, AND separates where it stands, and does no harm where it is one too many.
            if parser.takeKeyword("AND") { continue }
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
        guard let first = take() else { throw unexpected(nil) }
        guard case .name(let name) = first, !["OR", "NOT"].contains(first.keyword) else {
            switch first {
            case .number, .text:
                throw MLflowError.invalid(
                    "Invalid comparison clause. Expected 'Identifier' found '\(first.shown)'")
            case .other(let text) where text.contains("."):
                throw MLflowError.invalid(
                    "Invalid clause(s) in filter string: '\(first.shown)'. Quote a key that has other characters than "
                        + "letters, digits, '_' and '.', such as metrics.`a-b`")
            default: throw unexpected(first)
            }
        }
        guard let comparator = try comparator() else { throw unexpected(first) }
        let (field, rule) = try grammar.field(name)
        let isNullCheck = comparator.hasPrefix("IS ")
        guard !isNullCheck || rule.comparators.contains(comparator) else {
            throw MLflowError.invalid(
                "IS NULL / IS NOT NULL is only supported for tags and params, not for '\(name.prefix(80))'")
        }
        if isNullCheck {
            return SearchCondition(field: field, comparison: comparator == "IS NULL" ? .isNotSet : .isSet)
        }
        let isList = SearchGrammar.Rule.lists.contains(comparator)
        if isList, !rule.comparators.contains(comparator) {
            throw MLflowError.invalid(
                "Invalid comparator '\(comparator)': '\(name.prefix(80))' cannot be compared with a list of quoted string "
                    + "values")
        }
        let values = isList ? try list(of: field, rule) : [try value(of: field, rule)]
        guard rule.comparators.contains(comparator) else {
            throw MLflowError.invalid(
                "Invalid comparator '\(comparator)' for '\(name.prefix(80))', not one of "
                    + SearchGrammar.list(rule.comparators))
        }
        return SearchCondition(field: field, comparison: try comparison(comparator, values))
    }

    /// The next comparator in capitals; nil if there is none.
    private mutating func comparator() throws -> String? {
        let next = take()
        if case .comparator(let comparator)? = next { return comparator }
        switch next?.keyword {
        case "LIKE": return "LIKE"
        case "ILIKE": return "ILIKE"
        case "RLIKE": return "RLIKE"
        case "IN": return "IN"
        case "NOT":
            if takeKeyword("IN") { return "NOT IN" }
            guard takeKeyword("LIKE") || takeKeyword("ILIKE") else { throw unexpected(next) }
            throw MLflowError.invalid("Invalid comparator 'NOT LIKE' in filter string")
        case "IS":
            let isNegated = takeKeyword("NOT")
            guard takeKeyword("NULL") else { throw unexpected(take() ?? next) }
            return isNegated ? "IS NOT NULL" : "IS NULL"
        default: return nil
        }
    }

    private func comparison(_ comparator: String, _ values: [CatalogValue]) throws -> SearchCondition.Comparison {
        guard let value = values.first else { throw unexpected(nil) }
        switch comparator {
        case "=": return .equal(value)
        case "!=": return .notEqual(value)
        case "<": return .less(value)
        case "<=": return .lessOrEqual(value)
        case ">": return .greater(value)
        case ">=": return .greaterOrEqual(value)
        case "IN": return .oneOf(values)
        case "NOT IN": return .noneOf(values)
        default:
            guard case .text(let pattern) = value else { throw unexpected(nil) }
            guard pattern.utf8.count <= Self.longestPattern else {
                throw MLflowError.invalid("Invalid filter: a pattern longer than \(Self.longestPattern) bytes")
            }
            return comparator == "LIKE" ? .like(pattern) : .likeIgnoringCase(pattern)
        }
    }

    private mutating func list(of field: SearchField, _ rule: SearchGrammar.Rule) throws -> [CatalogValue] {
        guard case .open? = take() else { throw unexpected(tokens[position - 1]) }
        var values: [CatalogValue] = []
        while true {
            if !values.isEmpty, takeClose() { return values }
            if values.isEmpty, takeClose() {
                throw MLflowError.invalid(
                    "While parsing a list in the query, expected a non-empty list of string values, but got empty list")
            }
            if case .number(let number)? = peek, !grammar.takesBareTexts {
                throw MLflowError.invalid(
                    "While parsing a list in the query, expected string value, punctuation, or whitespace, but got "
                        + "different type in list: \(number)")
            }
            values.append(try value(of: field, rule))
            guard values.count <= Self.mostValues else {
                throw MLflowError.invalid("Invalid filter: a list of more than \(Self.mostValues) values")
            }
            if takeClose() { return values }
            guard case .comma? = take() else {
                throw MLflowError.invalid(
                    "While parsing a list in the query, expected a non-empty list of string values, but got ill-formed list."
                )
            }
        }
    }
}

extension FilterParser {
    private mutating func value(of field: SearchField, _ rule: SearchGrammar.Rule) throws -> CatalogValue {
        guard let token = take() else { throw unexpected(tokens.last) }
        switch rule.kind {
        case .number, .integer: return try number(token, field, rule)
        case .quotedInteger: return try integer(token, field, rule)
        case .text:
            let text = try text(token, field)
            return .text(grammar.values[field]?[text] ?? text)
        }
    }

    private func number(_ token: FilterToken, _ field: SearchField, _ rule: SearchGrammar.Rule) throws -> CatalogValue {
        guard case .number(let text) = token, let number = Self.number(text) else {
            switch field {
            case .metric: throw MLflowError.invalid("Expected numeric value type for metric. Found \(token.shown)")
            case .attribute(let name), .param(let name), .tag(let name), .dataset(let name):
                throw MLflowError.invalid(
                    "Expected numeric value type for numeric attribute: \(name). Found \(token.shown)")
            }
        }
        if rule.kind == .integer, case .real = number {
            throw MLflowError.invalid("Invalid value for numeric attribute: '\(text)'")
        }
        return number
    }

    /// Whole numbers are compared as integers, so that times and versions are exact. Written with a point or an exponent they are reals.
    private static func number(_ text: String) -> CatalogValue? {
        if let integer = Int64(text) { return .integer(integer) }
        let digits = text.hasSuffix(".") ? text + "0" : text
        guard let real = Double(digits), !real.isNaN else { return nil }
        return .real(real)
    }

    private func integer(_ token: FilterToken, _ field: SearchField, _ rule: SearchGrammar.Rule) throws -> CatalogValue
    {
        let written: String
        switch token {
        case .number(let text) where field == .attribute("version_number"): written = text
        case .number:
            throw MLflowError.invalid("Expected a quoted string value for attributes. Got value \(token.shown)")
        default: written = try text(token, field)
        }
        if let integer = Int64(written) { return .integer(integer) }
        if field == .attribute("experiment_id") {
            throw MLflowError.invalid(
                "Invalid experiment ID '\(written.prefix(80))'. Experiment ID must be a valid integer.")
        }
        throw MLflowError.invalid("Invalid value for numeric attribute 'version_number': '\(written.prefix(80))'")
    }

    private func text(_ token: FilterToken, _ field: SearchField) throws -> String {
        switch token {
        case .text(let text): return text
        case .name(let text):
            let unquoted = FilterName.without("\"", text)
            if unquoted != text { return unquoted }
            if grammar.takesBareTexts { return text }
            throw MLflowError.invalid(
                "Parameter value is either not quoted or unidentified quote types used for string value \(token.shown). Use "
                    + "either single or double quotes.")
        case .number(let text) where grammar.takesBareTexts: return text
        case .other(let text) where grammar.takesBareTexts: return text
        default:
            let kind =
                switch field {
                case .param: "parameter"
                case .tag: "tag"
                case .dataset: "dataset attributes"
                case .attribute, .metric: "attributes"
                }
            throw MLflowError.invalid(
                "Expected a quoted string value for \(kind) (e.g. 'my-value'). Got value \(token.shown)")
        }
    }

    private var peek: FilterToken? { position < tokens.count ? tokens[position] : nil }

    private mutating func take() -> FilterToken? {
        guard position < tokens.count else { return nil }
        position += 1
        return tokens[position - 1]
    }

    private mutating func takeKeyword(_ keyword: String) -> Bool {
        guard peek?.keyword == keyword else { return false }
        position += 1
        return true
    }

    private mutating func takeClose() -> Bool {
        guard case .close? = peek else { return false }
        position += 1
        return true
    }

    private func unexpected(_ token: FilterToken?) -> MLflowError {
        let hint =
            switch token {
            case .open: ". Brackets are for lists only, and comparisons are joined by AND"
            case .name where token?.keyword == "OR": ". Comparisons are joined by AND only"
            default: ""
            }
        return .invalid("Invalid clause(s) in filter string: '\(token?.shown ?? "")'\(hint)")
    }
}
