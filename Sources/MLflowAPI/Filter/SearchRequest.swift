internal import Catalog
internal import Promotion

/// What a search request asks for, and the place from where on.
struct SearchRequest {
    let search: Search
    let token: SearchToken
    let after: SearchCursor?
}

extension Call {
    /// Reads `filter`, `order_by` and `page_token`. `scope` is what else tells this search from others, such as its experiments.
    func searchRequest(_ grammar: SearchGrammar, scope: [String] = []) throws -> SearchRequest {
        let order = try texts("order_by")
        return try request(
            grammar, order: OrderParser.order(order, grammar), scope: scope + ["order"] + order)
    }

    /// As `searchRequest` for logged models, whose order is a list of objects, and which have `datasets`.
    func loggedModelSearchRequest(scope: [String]) throws -> SearchRequest {
        let grammar = SearchGrammar.loggedModels
        var scope = scope + ["order"]
        let order = try parameters.list("order_by").map { element in
            let name = try element.requiredText("field_name")
            let order = SearchOrder(
                field: try grammar.loggedModelOrderField(name), ascending: try element.flag("ascending") ?? true,
                dataset: try element.dataset())
            scope += [name, "\(order.ascending)", order.dataset?.name ?? "", order.dataset?.digest ?? ""]
            return order
        }
        guard order.count <= 32 else { throw MLflowError.invalid("Invalid order_by: more than 32 keys") }
        scope.append("datasets")
        let datasets = try parameters.list("datasets").map { element in
            guard let dataset = try element.dataset(), let name = dataset.name else {
                throw MLflowError.invalid("`dataset_name` in the `datasets` clause must be specified.")
            }
            scope += [name, dataset.digest ?? ""]
            return dataset
        }
        guard datasets.count <= 100 else { throw MLflowError.invalid("Invalid datasets: more than 100") }
        return try request(grammar, order: order, datasets: datasets, scope: scope)
    }

    private func request(
        _ grammar: SearchGrammar, order: [SearchOrder], datasets: [SearchDataset] = [], scope: [String]
    ) throws -> SearchRequest {
        let filter = try text("filter") ?? ""
        let search = Search(
            conditions: try FilterParser.conditions(in: filter, grammar), order: order, datasets: datasets)
        let token = SearchToken(of: [[name.rawValue, filter], scope])
        return SearchRequest(
            search: search, token: token,
            after: try token.decode(text("page_token"), count: search.cursorLength(of: grammar.target)))
    }
}

extension SearchGrammar {
    /// Logged models are ordered by attributes and metrics only.
    fileprivate func loggedModelOrderField(_ text: String) throws -> SearchField {
        let name = FilterName(text)
        switch name.entity {
        case nil, "attributes":
            guard let canonical = orders[name.key] else {
                throw MLflowError.invalid("Invalid order by field name: \(text.prefix(200))")
            }
            return .attribute(canonical)
        case "metrics": return .metric(name.key)
        default:
            throw MLflowError.invalid("Invalid order by field name: \(text.prefix(200)). Only metrics are supported.")
        }
    }
}

extension JSON {
    /// `dataset_name` and `dataset_digest`; nil if neither says anything.
    fileprivate func dataset() throws -> SearchDataset? {
        let (name, digest) = (try text("dataset_name") ?? "", try text("dataset_digest") ?? "")
        guard !name.isEmpty || !digest.isEmpty else { return nil }
        return SearchDataset(name: name.isEmpty ? nil : name, digest: digest.isEmpty ? nil : digest)
    }
}
