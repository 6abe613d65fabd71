/// One page of a search.
package struct SearchPage<Element: Sendable>: Sendable {
    package var elements: [Element]
    /// Where the next page begins; nil on the last one.
    package var next: SearchCursor?

    /// Other elements in the place of these.
    func with<Other: Sendable>(_ others: [Other]) -> SearchPage<Other> {
        SearchPage<Other>(elements: others, next: next)
    }
}

/// A place in the order of a search's results: behind the row that had these sort values, whether it is still there or not.
///
/// So pages neither skip nor repeat what exists throughout, and a deep page costs what the first one costs.
package struct SearchCursor: Hashable, Sendable {
    package var values: [CatalogValue]

    package init(values: [CatalogValue]) { self.values = values }
}

/// What a search found, with its sort values.
struct SearchHit<Element> {
    let element: Element
    let values: [CatalogValue]
}

extension SearchPage {
    /// Cuts `hits`, which may be one more than `limit`, to the page.
    init(_ hits: [SearchHit<Element>], limit: Int) {
        elements = hits.prefix(limit).map(\.element)
        next = hits.count > limit ? SearchCursor(values: hits[limit - 1].values) : nil
    }
}
