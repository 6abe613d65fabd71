/// What versions have besides their row.
extension CatalogTransaction {
    /// By one statement for neighbours of one model, as a search by name finds them.
    func addTags(to versions: inout [ModelVersion]) throws(CatalogError) {
        let tags = try repeated(
            """
            SELECT version, key, value FROM model_version_tags
            WHERE workspace = ?1 AND name = ?2 AND version BETWEEN ?3 AND ?4 ORDER BY version, key
            """)
        for group in versions.neighbours {
            try tags.forEach(group.key) { row throws(CatalogError) in
                guard let place = group.places[try row[0]] else { return }
                versions[place].tags.append(Entry(key: try row[1], value: try row[2]))
            }
        }
    }

    /// As `addTags`, for aliases.
    func addAliases(to versions: inout [ModelVersion]) throws(CatalogError) {
        let aliases = try repeated(
            """
            SELECT version, alias FROM model_aliases
            WHERE workspace = ?1 AND name = ?2 AND version BETWEEN ?3 AND ?4 ORDER BY alias
            """)
        for group in versions.neighbours {
            try aliases.forEach(group.key) { row throws(CatalogError) in
                guard let place = group.places[try row[0]] else { return }
                versions[place].aliases.append(try row[1])
            }
        }
    }
}

/// Versions of one model that follow one another in a list.
private struct NeighbouringVersions {
    /// Where each number stands in the list.
    var places: [Int64: Int]
    var numbers: ClosedRange<Int64>
    let first: ModelVersion

    /// Numbers so far apart are asked for on their own, so that no more versions are read than some times those of the list.
    static let farthest: Int64 = 8

    init(_ version: ModelVersion, at index: Int) {
        places = [version.version: index]
        numbers = version.version...version.version
        first = version
    }

    /// The values of `?1` to `?4`.
    var key: [CatalogValue] {
        [first.workspace.catalogValue, .text(first.name), .integer(numbers.lowerBound), .integer(numbers.upperBound)]
    }

    /// Takes the next of the list in; false if it has to begin a group of its own.
    mutating func add(_ version: ModelVersion, at index: Int) -> Bool {
        let number = version.version
        guard version.workspace == first.workspace, version.name == first.name, places[number] == nil,
            number >= numbers.lowerBound - Self.farthest, number <= numbers.upperBound + Self.farthest
        else { return false }
        places[number] = index
        numbers = min(number, numbers.lowerBound)...max(number, numbers.upperBound)
        return true
    }
}

extension [ModelVersion] {
    fileprivate var neighbours: [NeighbouringVersions] {
        var groups: [NeighbouringVersions] = []
        for (index, version) in enumerated() {
            if groups.isEmpty || !groups[groups.count - 1].add(version, at: index) {
                groups.append(NeighbouringVersions(version, at: index))
            }
        }
        return groups
    }
}
