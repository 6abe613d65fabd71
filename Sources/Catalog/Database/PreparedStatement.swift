internal import GRDB
internal import GRDBSQLite

/// A statement driven through SQLite's own interface, without GRDB's rows and arguments in between.
///
/// Valid only on the thread of its connection. GRDB owns the handle; a cached one is used again by the next call with the same text.
struct PreparedStatement {
    private let owner: Statement
    private let handle: OpaquePointer
    private let connection: Database

    /// Tells SQLite to copy what is bound, so that it may outlive the call.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    init(_ sql: SQL, in database: Database, _ statements: RequestStatements) throws {
        connection = database
        owner =
            try sql.isReusable ? database.cachedStatement(sql: sql.text) : statements.statement(sql.text, in: database)
        handle = owner.sqliteStatement
    }

    var columnNames: [String] { owner.columnNames }

    var columnCount: Int { Int(sqlite3_column_count(handle)) }

    /// Whether it changes nothing.
    var isReadonly: Bool { sqlite3_stmt_readonly(handle) != 0 }

    /// Binds all parameters, and nothing else: `values` has one for each.
    func bind(_ values: [CatalogValue]) throws {
        try requireParameters(values.count)
        for (index, value) in values.enumerated() {
            let code = Self.bind(value, to: handle, at: Int32(index + 1))
            guard code == SQLITE_OK else { throw failure(code) }
        }
    }

    private static func bind(_ value: CatalogValue, to handle: OpaquePointer, at index: Int32) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(handle, index)
        case .integer(let integer): return sqlite3_bind_int64(handle, index, integer)
        case .real(let real): return sqlite3_bind_double(handle, index, real)
        case .text(var text):
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    // An empty text may have no address, and SQLite would take it for null.
                    guard let start = $0.baseAddress else { return sqlite3_bind_text(handle, index, "", 0, copied) }
                    return sqlite3_bind_text(handle, index, start, Int32(clamping: $0.count), copied)
                }
            }
        case .blob(let bytes):
            return bytes.withUnsafeBytes {
                guard let start = $0.baseAddress, !$0.isEmpty else { return sqlite3_bind_zeroblob(handle, index, 0) }
                return sqlite3_bind_blob(handle, index, start, Int32(clamping: $0.count), copied)
            }
        }
    }

    /// Goes on to the next row; false at the end.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw failure(code)
        }
    }

    /// Binds `values` and runs to the end, whatever rows come; then it is ready for the next use. The texts lie one behind the other
    /// meanwhile: so SQLite need not allocate a copy of each, not even of those that are empty.
    func run(_ values: [CatalogValue]) throws {
        try requireParameters(values.count)
        var texts: [UInt8] = [0]
        for case .text(let text) in values { texts += text.utf8 }
        try texts.withUnsafeBufferPointer { texts in
            defer { reset() }
            var start = 1
            for (index, value) in values.enumerated() {
                let code: Int32
                if case .text(let text) = value {
                    code = bind(texts, from: start, count: text.utf8.count, at: Int32(index + 1))
                    start += text.utf8.count
                } else {
                    code = Self.bind(value, to: handle, at: Int32(index + 1))
                }
                guard code == SQLITE_OK else { throw failure(code) }
            }
            try run()
        }
    }

    /// Binds a text that stays where it is until `reset`.
    private func bind(_ texts: UnsafeBufferPointer<UInt8>, from start: Int, count: Int, at index: Int32) -> Int32 {
        let text = texts.baseAddress.map { UnsafeRawPointer($0 + start).assumingMemoryBound(to: CChar.self) }
        return sqlite3_bind_text(handle, index, text, Int32(clamping: count), nil)
    }

    private func requireParameters(_ count: Int) throws {
        guard Int(sqlite3_bind_parameter_count(handle)) == count else {
            throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "wrong number of bound values")
        }
    }

    /// Runs to the end, whatever rows come.
    func run() throws {
        while try step() {}
    }

    /// Makes it ready for the next use. Must come after the last step, also after a failed one.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// Of the current row, copied.
    func value(_ column: Int) -> CatalogValue {
        let index = Int32(column)
        switch sqlite3_column_type(handle, index) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, index))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, index))
        case SQLITE_TEXT:
            guard let start = sqlite3_column_text(handle, index) else { return .text("") }
            let count = Int(sqlite3_column_bytes(handle, index))
            return .text(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            guard let start = sqlite3_column_blob(handle, index) else { return .blob([]) }
            return .blob([UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, index)))))
        default: return .null
        }
    }

    /// The text of the current row where SQLite has it, until the next step; nil if the column holds none.
    func text(_ column: Int) -> UnsafeBufferPointer<UInt8>? {
        let index = Int32(column)
        guard sqlite3_column_type(handle, index) == SQLITE_TEXT, let start = sqlite3_column_text(handle, index) else {
            return nil
        }
        return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, index)))
    }

    private func failure(_ code: Int32) -> DatabaseError {
        let message = connection.sqliteConnection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: owner.sql)
    }
}
