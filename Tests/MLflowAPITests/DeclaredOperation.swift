@testable import MLflowAPI

/// An operation of the API, by a name that Foundation does not have.
typealias DeclaredOperation = Operation
