import ArgumentParser
import Promotion
import SluiceClient

/// `sluice block MODEL@N --env E --reason R`
struct BlockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "block",
        abstract: "Keep a version from ever becoming champion of an environment.",
        discussion: """
            For ever: there is no way to take it back. The version, and any other with the same files, is never promoted there, never \
            rolled back to, and never carried along from there. A run that proposes it ends. A champion stays until somebody rolls \
            back; status says so. --dry-run names the version and the runs that would end.

            Examples:
              sluice block churn@4 --env prod --reason "consent was withdrawn" --dry-run
              sluice block churn@4 --env prod --reason "consent was withdrawn"
              sluice block --env prod --list
            """)

    @Argument(help: ArgumentHelp("The version, such as churn@3 or 3.", valueName: "model"))
    var model: ModelSelector?
    @Option(name: .shortAndLong, help: ArgumentHelp("Why; it goes on record.", valueName: "text"))
    var reason: String?
    @Flag(help: "List what is blocked instead.")
    var list = false
    @Flag(help: "Tell what would come of it, and store nothing.")
    var dryRun = false
    @OptionGroup var environment: EnvironmentOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if list { return }
        guard model?.version != nil else { throw ValidationError("name a version, such as churn@3") }
        guard let reason else { throw ValidationError("say why with --reason") }
        try checkReason(reason)
    }

    mutating func run() async throws {
        let client = try connection.client()
        let project = try await environment.project.resolve(client)
        if list {
            let blocks = try await client.blocks(project, environment.environment)
            try output.write(blocks) { BlockScreen.list(blocks, $0) }
            return
        }
        guard let number = try model?.number(), let reason else { return }
        let block = try await client.block(
            project, environment.environment,
            BlockRequest(model: model?.model, version: number, reason: reason, dryRun: dryRun))
        try output.write(block) { BlockScreen.lines(block, in: environment.environment, $0) }
    }
}
