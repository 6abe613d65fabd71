/// A key with its text: a tag or a param.
package struct Entry: Hashable, Sendable {
    package var key: String
    package var value: String

    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

extension Array {
    /// One element for each key: the last, or with `replaces` the last that replaces those before. Keys are the same when their bytes
    /// are, as in the database.
    func lastOfEachKey(
        by key: (Element) -> String, replacing replaces: (_ old: Element, _ new: Element) -> Bool = { _, _ in true }
    ) -> [Element] {
        // Mostly no key comes twice. What Swift takes for the same text may be two for the database, but not the other way round.
        guard Set<String>(lazy.map(key)).count < count else { return self }
        var places: [[UInt8]: Int] = [:]
        var last: [Element] = []
        for element in self {
            if let place = places[Array<UInt8>(key(element).utf8)] {
                if replaces(last[place], element) { last[place] = element }
            } else {
                places[Array<UInt8>(key(element).utf8)] = last.count
                last.append(element)
            }
        }
        return last
    }
}

/// Whether something is in use or was deleted softly. Raw values are MLflow's.
package enum LifecycleStage: String, CatalogConvertible, Sendable {
    case active
    case deleted
}

/// Which lifecycle stages a search looks at.
package enum LifecycleView: Sendable {
    case activeOnly
    case deletedOnly
    case all

    /// A condition on a column `lifecycle_stage`.
    var condition: SQL {
        switch self {
        case .activeOnly: "lifecycle_stage = 'active'"
        case .deletedOnly: "lifecycle_stage = 'deleted'"
        case .all: "1 = 1"
        }
    }
}

/// One page of a search.
package struct Page<Element: Sendable>: Sendable {
    package var elements: [Element]
    /// Where the next page begins; nil on the last one.
    package var nextOffset: Int?

    /// Cuts `found`, which was asked for one element more than `limit`, to the page.
    init(_ found: [Element], limit: Int, offset: Int) {
        elements = Array(found.prefix(limit))
        nextOffset = found.count > limit ? offset + limit : nil
    }

    /// The same page of other elements.
    func with<Other: Sendable>(_ others: [Other]) -> Page<Other> {
        var page = Page<Other>(others, limit: others.count, offset: 0)
        page.nextOffset = nextOffset
        return page
    }
}
