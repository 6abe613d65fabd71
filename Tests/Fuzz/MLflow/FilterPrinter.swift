import Catalog
import MLflowAPI

/// Writes conditions as a filter that means the same.
struct FilterPrinter {
    let grammar: SearchGrammar

    /// nil if no way of quoting gives the condition back: then the parser made something that cannot be said.
    func text(of conditions: [SearchCondition]) -> String? {
        var clauses: [String] = []
        for condition in conditions {
            guard let clause = clause(condition) else { return nil }
            clauses.append(clause)
        }
        return clauses.joined(separator: " AND ")
    }

    /// Which quotes a text can stand in depends on what is in it, so each kind is tried.
    private func clause(_ condition: SearchCondition) -> String? {
        for field in names(of: condition.field) {
            for quote in ["", "'", "\""] {
                let clause = "\(field) \(comparison(condition.comparison, quote))"
                if (try? FilterParser.conditions(in: clause, grammar)) == [condition] { return clause }
            }
        }
        return nil
    }

    private func names(of field: SearchField) -> [String] {
        switch field {
        case .attribute(let name): [name, "attribute.\(name)"]
        case .metric(let key): quoted(key).map { "metrics.\($0)" }
        case .param(let key): quoted(key).map { "params.\($0)" }
        case .tag(let key): quoted(key).map { "tags.\($0)" }
        case .dataset(let property): ["datasets.\(property)"]
        }
    }

    private func quoted(_ key: String) -> [String] { ["`\(key)`", "\"\(key)\"", "'\(key)'", key] }

    private func comparison(_ comparison: SearchCondition.Comparison, _ quote: String) -> String {
        switch comparison {
        case .equal(let value): "= \(text(value, quote))"
        case .notEqual(let value): "!= \(text(value, quote))"
        case .less(let value): "< \(text(value, quote))"
        case .lessOrEqual(let value): "<= \(text(value, quote))"
        case .greater(let value): "> \(text(value, quote))"
        case .greaterOrEqual(let value): ">= \(text(value, quote))"
        case .like(let pattern): "LIKE \(quote)\(pattern)\(quote)"
        case .likeIgnoringCase(let pattern): "ILIKE \(quote)\(pattern)\(quote)"
        case .oneOf(let values): "IN (\(list(values)))"
        case .noneOf(let values): "NOT IN (\(list(values)))"
        case .isSet: "IS NOT NULL"
        case .isNotSet: "IS NULL"
        }
    }

    private func list(_ values: [CatalogValue]) -> String {
        values.map { value in
            guard case .text(let text) = value else { return self.text(value, "'") }
            let id = SearchCondition(field: .attribute("run_id"), comparison: .equal(value))
            let isSingle = (try? FilterParser.conditions(in: "run_id = '\(text)'", .runs)) == [id]
            return isSingle ? "'\(text)'" : "\"\(text)\""
        }.joined(separator: ", ")
    }

    private func text(_ value: CatalogValue, _ quote: String) -> String {
        switch value {
        case .integer(let integer): "\(quote)\(integer)\(quote)"
        case .real(let real) where real.isInfinite: real < 0 ? "-1e999" : "1e999"
        case .real(let real): "\(real)"
        case .text(let text): "\(quote)\(text)\(quote)"
        case .null, .blob: ""
        }
    }
}
