/// SQL with its bound values. It can only be written as a literal: what is interpolated becomes a parameter, so no text from outside
/// ever becomes SQL.
///
///     let runs = try transaction.rows("SELECT id FROM runs WHERE project = \(project) AND started_at > \(since)")
///     let order: SQL = newestFirst ? "DESC" : "ASC"
///     let page = try transaction.rows("SELECT id FROM runs ORDER BY id \(sql: order) LIMIT \(limit)")
///
/// Keep to what SQLite and PostgreSQL both take. A literal may not contain `?`, which stands for a parameter; only a statement that is
/// run for many rows numbers its own, `?1` and on.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// The text, with a `?` for each parameter in order.
    private(set) var text: String
    private(set) var parameters: [CatalogValue]
    /// Whether the prepared statement is kept for ever. False for texts whose shape depends on a request, such as filters and lists:
    /// there is no end of them, so only some are kept; see `RequestStatements`.
    private(set) var isReusable = true

    package init(stringLiteral value: StaticString) {
        text = value.description
        parameters = []
    }

    package init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
        parameters = stringInterpolation.parameters
        isReusable = stringInterpolation.isReusable
    }

    /// The same SQL, prepared anew at each call. For texts composed to a request's shape.
    package var preparedOnce: SQL {
        var copy = self
        copy.isReusable = false
        return copy
    }

    /// Ends a CREATE TABLE whose rows are kept in the order of the primary key. SQLite's own word for it; PostgreSQL needs none.
    static let clusteredByPrimaryKey: SQL = "WITHOUT ROWID"

    /// Appends `other` with its parameters.
    package static func += (left: inout SQL, right: SQL) {
        left.text += right.text
        left.parameters += right.parameters
        left.isReusable = left.isReusable && right.isReusable
    }

    /// `(?, ?, …)` for `IN`, filled up with nulls, which match nothing, to one of a few lengths: so statements with lists of all lengths
    /// share a few prepared ones. For up to some thousand values.
    static func list(ofAnyLength values: some Collection<some CatalogConvertible>) -> SQL {
        var length = 1
        while length < values.count { length *= 4 }
        var list: SQL = ""
        list.text = "(" + Array(repeating: "?", count: length).joined(separator: ", ") + ")"
        list.parameters =
            values.map(\.catalogValue) + Array(repeating: CatalogValue.null, count: length - values.count)
        return list
    }

    /// `(?1, ?2, ?3), (?1, ?4, ?5), …` for VALUES: so many rows whose first column has the same value. Nothing is bound yet.
    static func rows(_ count: Int, sharingFirstOf columns: Int) -> SQL {
        var rows: SQL = ""
        rows.text = (0..<count).map { row in
            let own = (2..<columns + 1).map { "?\($0 + row * (columns - 1))" }
            return "(?1, " + own.joined(separator: ", ") + ")"
        }.joined(separator: ", ")
        return rows
    }

    /// The same text with these values.
    func binding(_ values: [CatalogValue]) -> SQL {
        var bound = self
        bound.parameters = values
        return bound
    }

    /// The fragments one after another with `separator` between them.
    package static func joined(_ fragments: [SQL], by separator: SQL) -> SQL {
        var joined: SQL = ""
        for (index, fragment) in fragments.enumerated() {
            if index > 0 { joined += separator }
            joined += fragment
        }
        return joined
    }

    /// Collects literal text and parameters.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""
        fileprivate var parameters: [CatalogValue] = []
        fileprivate var isReusable = true

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount)
            parameters.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: StaticString) { text += literal.description }

        /// Binds one value.
        package mutating func appendInterpolation(_ value: some CatalogConvertible) {
            text += "?"
            parameters.append(value.catalogValue)
        }

        /// Binds one value, or null.
        package mutating func appendInterpolation<Value: CatalogConvertible>(_ value: Value?) {
            text += "?"
            parameters.append(value?.catalogValue ?? .null)
        }

        /// Binds one value that is already as the database keeps it.
        package mutating func appendInterpolation(_ value: CatalogValue) {
            text += "?"
            parameters.append(value)
        }

        /// Splices another piece of SQL in, with its parameters.
        package mutating func appendInterpolation(sql: SQL) {
            text += sql.text
            parameters += sql.parameters
            isReusable = isReusable && sql.isReusable
        }

        /// Binds each value: `(?, ?, ?)`, for `IN`. An empty list matches nothing.
        package mutating func appendInterpolation(list values: some Sequence<some CatalogConvertible>) {
            let bound = values.map(\.catalogValue)
            text +=
                bound.isEmpty ? "(NULL)" : "(" + Array(repeating: "?", count: bound.count).joined(separator: ", ") + ")"
            parameters += bound
            isReusable = false
        }
    }
}
