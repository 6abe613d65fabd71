internal import GRDB

extension CatalogError {
    /// Sorts what SQLite reported into the codes that callers branch on. An error that is one already stays what it is.
    init(_ error: any Error, operation: String) {
        if let error = error as? CatalogError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.failed, operation: operation, message: "\(error)", cause: error)
            return
        }
        let code: Code =
            switch error.extendedResultCode {
            case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY: .duplicate
            case .SQLITE_CONSTRAINT_FOREIGNKEY: .brokenReference
            default:
                switch error.resultCode {
                case .SQLITE_CONSTRAINT: .constraint
                case .SQLITE_READONLY: .readOnly
                case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
                case .SQLITE_FULL: .full
                case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged
                case .SQLITE_CANTOPEN: .unopenable
                default: .failed
                }
            }
        self.init(code, operation: operation, message: error.message ?? "\(error.extendedResultCode)", cause: error)
    }
}
