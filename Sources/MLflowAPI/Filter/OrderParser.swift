package import Catalog

/// Reads the keys of an order, such as `metrics.f1 DESC`.
package enum OrderParser {
    /// More keys than that are refused.
    private static let mostKeys = 32

    /// The keys of `texts`. Throws `MLflowError` with 400 that names the key.
    package static func order(_ texts: [String], _ grammar: SearchGrammar) throws -> [SearchOrder] {
        guard texts.count <= mostKeys else { throw MLflowError.invalid("Invalid order_by: more than \(mostKeys) keys") }
        let order = try texts.map { try key($0, grammar) }
        guard Set(order.map(\.field)).count == order.count else {
            throw MLflowError.invalid("`order_by` contains duplicate fields: \(SearchGrammar.list(texts))")
        }
        return order
    }

    private static func key(_ text: String, _ grammar: SearchGrammar) throws -> SearchOrder {
        let shown = text.count > 200 ? "\(text.prefix(200))…" : text
        let tokens = try FilterLexer.tokens(of: text)
        guard case .name(let name)? = tokens.first, tokens.count <= 2 else {
            throw MLflowError.invalid("Invalid order_by clause '\(shown)'. Could not be parsed.")
        }
        switch tokens.dropFirst().first?.keyword {
        case "ASC": return SearchOrder(field: try grammar.orderField(name), ascending: true)
        case "DESC": return SearchOrder(field: try grammar.orderField(name), ascending: false)
        default:
            guard tokens.count == 1 else {
                throw MLflowError.invalid("Invalid ordering key in order_by clause '\(shown)'.")
            }
            return SearchOrder(field: try grammar.orderField(name), ascending: true)
        }
    }
}
