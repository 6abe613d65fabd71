import ArgumentParser
import Engine
import Promotion
import Server
import SluiceClient

/// How `sluice` ends. Scripts rely on these numbers.
enum ExitStatus: Int32, Sendable {
    case done = 0
    /// A gate or a run said no.
    case refused = 1
    /// The command line, a file that it names, or a name in it is wrong.
    case usage = 2
    /// It could not be found out, such as when no server answers.
    case unknown = 3
}

/// Why a command did not do what it should have done.
struct CommandFailure: Error {
    let status: ExitStatus
    /// What is wrong with what, and what to do; empty if everything has been said.
    let message: String

    init(_ status: ExitStatus, _ message: String = "") {
        self.status = status
        self.message = message
    }

    /// - Returns: nil for errors of the argument parser, which speak for themselves.
    init?(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as ClientError: self.init(Self.status(of: error.code), error.description)
        case let error as HomeError:
            self.init(error.code == .invalidSettings ? .usage : .unknown, error.message)
        case let error as InvalidName: self.init(.usage, error.description)
        case let error where SluiceCommand.exitCode(for: error) == .failure: self.init(.unknown, "\(error)")
        default: return nil
        }
    }

    private static func status(of code: ClientError.Code) -> ExitStatus {
        switch code {
        case .notRunning, .unreachable, .unexpectedAnswer: .unknown
        case .problem(let code):
            switch code {
            case .refused: .refused
            case .invalid, .notFound, .conflict, .tooLarge, .methodNotAllowed: .usage
            case .unauthenticated, .forbidden, .unavailable, .broken: .unknown
            }
        }
    }
}
