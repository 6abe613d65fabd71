/// What the catalog could not do, in words that a log or a person can use.
package struct CatalogError: Error, Sendable, CustomStringConvertible {
    /// What callers branch on.
    package enum Code: String, Sendable {
        /// The file cannot be opened or created.
        case unopenable
        /// The catalog was written by a newer program.
        case newerSchema
        /// A row with this key exists already.
        case duplicate
        /// A referenced row does not exist, or is still referenced.
        case brokenReference
        /// Another constraint of the schema does not hold.
        case constraint
        /// A writing statement in a read transaction.
        case readOnly
        /// Somebody else held the database too long.
        case busy
        /// No space left.
        case full
        /// What is stored is not what the schema promises; message names table and column.
        case damaged
        /// Anything else; the cause says what.
        case failed
    }

    package let code: Code
    /// A gerund: "opening catalog", "reading 'runs'".
    package let operation: String
    package let message: String
    package let cause: (any Error)?

    package init(_ code: Code, operation: String, message: String, cause: (any Error)? = nil) {
        self.code = code
        self.operation = operation
        self.message = message
        self.cause = cause
    }

    package var description: String { "\(operation): \(message)" }
}
