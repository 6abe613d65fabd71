package import HTTPTypes
package import Promotion

/// A request that is not answered, and why.
package struct Rejection: Error, Hashable, Sendable {
    package let code: ProblemCode
    package let status: HTTPResponse.Status
    /// What the client is told.
    package let detail: String
    /// The methods that the address takes, where it was asked with another one.
    package let allowed: [HTTPRequest.Method]

    /// Without `status`, the one that belongs to `code`.
    package init(
        _ code: ProblemCode, status: HTTPResponse.Status? = nil, _ detail: String, allowed: [HTTPRequest.Method] = []
    ) {
        self.code = code
        self.status = status ?? code.status
        self.detail = detail
        self.allowed = allowed
    }
}

extension ProblemCode {
    var status: HTTPResponse.Status {
        switch self {
        case .invalid: .badRequest
        case .unauthenticated: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .tooLarge: .contentTooLarge
        case .conflict, .refused: .conflict
        case .unavailable: .serviceUnavailable
        case .broken: .internalServerError
        }
    }
}
