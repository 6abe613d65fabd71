package import HTTPTypes

/// A request that is answered with an error, as MLflow's clients understand it.
///
/// The client retries 408, 429 and 5xx for minutes, so what a person must decide or correct is never one of those.
package struct MLflowError: Error, Sendable, CustomStringConvertible {
    /// MLflow's names; what clients and their tests branch on.
    package enum Code: String, Sendable {
        case invalidParameterValue = "INVALID_PARAMETER_VALUE"
        case resourceAlreadyExists = "RESOURCE_ALREADY_EXISTS"
        case resourceDoesNotExist = "RESOURCE_DOES_NOT_EXIST"
        case endpointNotFound = "ENDPOINT_NOT_FOUND"
        case featureDisabled = "FEATURE_DISABLED"
        case notImplemented = "NOT_IMPLEMENTED"
        case unauthenticated = "UNAUTHENTICATED"
        case permissionDenied = "PERMISSION_DENIED"
        case temporarilyUnavailable = "TEMPORARILY_UNAVAILABLE"
        case internalError = "INTERNAL_ERROR"
        case dataLoss = "DATA_LOSS"

        /// The HTTP status that goes with the name.
        package var status: HTTPResponse.Status {
            switch self {
            case .invalidParameterValue, .resourceAlreadyExists, .featureDisabled: .badRequest
            case .resourceDoesNotExist, .endpointNotFound: .notFound
            case .unauthenticated: .unauthorized
            case .permissionDenied: .forbidden
            case .notImplemented: .notImplemented
            case .temporarilyUnavailable: .serviceUnavailable
            case .internalError, .dataLoss: .internalServerError
            }
        }
    }

    package let code: Code
    /// MLflow's own wording where it has one: clients' tests match on it.
    package let message: String
    /// Whether it is said because of who asks, although it reads like another answer.
    private(set) var isDenial = false

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(code.rawValue): \(message)" }

    /// The same, known to be said because of who asks.
    var asDenial: MLflowError {
        var copy = self
        copy.isDenial = true
        return copy
    }

    /// 400 INVALID_PARAMETER_VALUE.
    static func invalid(_ message: String) -> MLflowError { MLflowError(.invalidParameterValue, message) }

    /// 404 RESOURCE_DOES_NOT_EXIST. The same for what does not exist and what belongs to somebody else.
    static func missing(_ message: String) -> MLflowError { MLflowError(.resourceDoesNotExist, message) }
}
