/// One expression of an order. It is never null, so that its values compare the same everywhere; the last one of an order is unique.
struct SortTerm: Sendable {
    let expression: SQL
    let ascending: Bool

    init(_ expression: SQL, ascending: Bool = true) {
        self.expression = expression
        self.ascending = ascending
    }

    /// Whether `left` comes before `right`, as the database orders numbers and UTF-8 texts.
    func precedes(_ left: CatalogValue, _ right: CatalogValue) -> Bool {
        ascending ? Self.isLess(left, right) : Self.isLess(right, left)
    }

    private static func isLess(_ left: CatalogValue, _ right: CatalogValue) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left < right
        case (.integer(let left), .real(let right)): Double(left) < right
        case (.real(let left), .integer(let right)): left < Double(right)
        case (.real(let left), .real(let right)): left < right
        case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        // Columns keep to their types, so only a forged page token comes here.
        default: false
        }
    }
}

extension [SortTerm] {
    /// Whether the sort values `left` come before `right`.
    func precede(_ left: [CatalogValue], _ right: [CatalogValue]) -> Bool {
        for (index, term) in enumerated() {
            if term.precedes(left[index], right[index]) { return true }
            if term.precedes(right[index], left[index]) { return false }
        }
        return false
    }

    /// ` ORDER BY …`.
    var order: SQL {
        " ORDER BY "
            + .joined(map { $0.ascending ? $0.expression : "\(sql: $0.expression) DESC" }, by: ", ")
    }

    /// The SELECT list's end.
    var columns: SQL { .joined(map { ", \(sql: $0.expression)" }, by: "") }

    /// ` AND …`: what comes behind `values`. The bound on the first term stands alone besides, for an index on it.
    func isBehind(_ values: [CatalogValue]?) -> SQL {
        guard let values, let first, let last else { return "" }
        var behind = last.isBehind(values[count - 1])
        for index in indices.dropLast().reversed() {
            let (term, value) = (self[index], values[index])
            behind = "(\(sql: term.isBehind(value)) OR (\(sql: term.expression) = \(value) AND \(sql: behind)))"
        }
        let bound: SQL = first.ascending ? ">=" : "<="
        return " AND \(sql: first.expression) \(sql: bound) \(values[0]) AND \(sql: behind)"
    }
}

extension SortTerm {
    /// What comes behind `value` by this term, without a leading AND.
    func isBehind(_ value: CatalogValue) -> SQL {
        ascending ? "\(sql: expression) > \(value)" : "\(sql: expression) < \(value)"
    }
}

extension SQL {
    static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum += right
        return sum
    }
}
