import ArgumentParser
import Promotion
import SluiceClient

/// `sluice abort RUN --reason R`
struct AbortCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "abort",
        abstract: "Stop a run.",
        discussion: """
            Its steps get SIGTERM, their grace period, and then SIGKILL. The run is Aborted once they have ended.

            Examples:
              sluice abort churn-prod-3 --reason "wrong branch"
            """)

    @Argument(help: "The run.")
    var run: RunID
    @Option(name: .shortAndLong, help: ArgumentHelp("Why; it goes on record.", valueName: "text"))
    var reason: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws { try checkReason(reason) }

    mutating func run() async throws {
        let report = try await connection.client().abort(run, ReasonRequest(reason: reason))
        try output.write(report) { terminal in
            [
                "\(report.id) \(terminal.paint(report.status.isFinal ? report.status.rawValue : "is being stopped", .notable))"
            ]
        }
    }
}
