import ArgumentParser
import Promotion
import SluiceClient

/// `sluice trace MODEL@VERSION --env E`
struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Show everything that led to a model version.",
        discussion: """
            Commit, author and branch; the version of every input, as given to the run and as logged by its code; tests; metrics; the \
            gate's verdicts; who or what promoted it, and what it replaced. A dataset whose logged version is not the given one is \
            flagged.

            Examples:
              sluice trace churn@champion --env prod
              sluice trace churn@3 --env prod --brief
              sluice trace churn/3 --env prod -o json
            """)

    @Argument(
        help: ArgumentHelp(
            "The version: churn@champion, churn@3, churn/3; churn alone means its champion.", valueName: "model"))
    var model: ModelSelector
    @Flag(help: "A dozen lines: without parameters, files and digests.")
    var brief = false
    @OptionGroup var environment: EnvironmentOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let client = try connection.client()
        let trace = try await client.trace(
            environment.project.resolve(client), environment.environment, model: model.model,
            version: model.version ?? .alias("champion"))
        try output.write(trace) { brief ? TraceScreen.brief(trace, $0) : TraceScreen.lines(trace, $0) }
    }
}
