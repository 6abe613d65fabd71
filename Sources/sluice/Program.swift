import ArgumentParser
import Glibc

/// Where it begins: parses the command line, runs the command, and ends with the status that `CommandFailure` describes.
@main
enum Program {
    static func main() async {
        let status = await run(Array(Swift.CommandLine.arguments.dropFirst()))
        exit(status.rawValue)
    }

    /// Runs one command line and says on standard error why it did not work.
    static func run(_ arguments: [String]) async -> ExitStatus {
        do {
            var command = try SluiceCommand.parseAsRoot(arguments)
            if var waiting = command as? any AsyncParsableCommand {
                try await waiting.run()
            } else {
                try command.run()
            }
            return .done
        } catch {
            return report(error)
        }
    }

    private static func report(_ error: any Error) -> ExitStatus {
        if let failure = CommandFailure(error) {
            if !failure.message.isEmpty { writeError("sluice: \(failure.message)\n") }
            return failure.status
        }
        let message = SluiceCommand.fullMessage(for: error)
        guard SluiceCommand.exitCode(for: error) != .success else {
            writeOutput(message.isEmpty ? "" : message + "\n")
            return .done
        }
        writeError(message + "\n")
        return .usage
    }
}
