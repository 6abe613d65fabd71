import ArgumentParser
import Promotion
import SluiceClient

/// `sluice hold --env E --reason R`
struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "Pin an environment: nothing begins and nothing is promoted there.",
        discussion: """
            What works goes on up to its promotion and waits there. 'sluice resume' lets it go on.

            Examples:
              sluice hold --env prod --reason "quarter end"
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("Why; it goes on record, and status shows it.", valueName: "text"))
    var reason: String
    @OptionGroup var environment: EnvironmentOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws { try checkReason(reason) }

    mutating func run() async throws {
        let client = try connection.client()
        let report = try await client.hold(
            environment.project.resolve(client), environment.environment, ReasonRequest(reason: reason))
        try output.write(report) { _ in ["\(report.name) is held: \(reason.shown)"] }
    }
}

/// `sluice resume --env E`
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let a held environment go on.",
        discussion: """
            Examples:
              sluice resume --env prod --reason "quarter is closed"
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("Why; it goes on record.", valueName: "text"))
    var reason = "resumed"
    @OptionGroup var environment: EnvironmentOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws { try checkReason(reason) }

    mutating func run() async throws {
        let client = try connection.client()
        let report = try await client.resume(
            environment.project.resolve(client), environment.environment, ReasonRequest(reason: reason))
        try output.write(report) { _ in ["\(report.name) goes on"] }
    }
}
