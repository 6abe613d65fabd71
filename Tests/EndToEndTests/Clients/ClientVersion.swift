import Foundation
import Testing

/// An unmodified client of MLflow, in an environment of its own that `scripts/test` makes from `Environments`.
enum ClientVersion: String, CaseIterable, CustomTestStringConvertible {
    case oldest = "2.22"
    case middle = "3.7"
    case newest = "3.18"

    var testDescription: String { "mlflow \(rawValue)" }

    /// The interpreter that has it. A variable that is not set fails the test: a matrix that nobody ran is not green.
    var python: String {
        get throws {
            let variable = "SLUICE_TEST_MLFLOW_" + rawValue.replacing(".", with: "_")
            return try #require(
                ProcessInfo.processInfo.environment[variable],
                """
                \(variable) names no Python with mlflow \(rawValue); scripts/test makes the environments of all clients and \
                sets their variables: scripts/test --filter ClientMatrixTests
                """)
        }
    }
}
