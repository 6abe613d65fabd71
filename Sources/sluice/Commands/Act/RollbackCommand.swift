import ArgumentParser
import Promotion
import SluiceClient

/// `sluice rollback --env E --reason R [--to N]`
struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Bring an earlier champion back.",
        discussion: """
            Without --to it is the champion before the present one. Only a version that was champion here can come back, and only \
            with every byte as it was, and unless it was blocked. The environment is held from then on, always: otherwise the next run \
            would undo it. 'sluice resume' ends that. The rollback goes on record with your name and reason.

            --dry-run makes the same checks, every byte too, and says which version would come back and how the environment would be \
            held, or gives the refusal that the rollback would get, with its exit status.

            Examples:
              sluice rollback --env prod --reason "complaints about false alarms" --dry-run
              sluice rollback --env prod --reason "complaints about false alarms"
              sluice rollback churn --env prod --to 1 --reason "finance signed this off"
            """)

    @Argument(help: ArgumentHelp("The model; not needed if the project has only one.", valueName: "model"))
    var model: String?
    @Option(help: ArgumentHelp("The version to bring back (default: the champion before).", valueName: "version"))
    var to: Int?
    @Option(name: .shortAndLong, help: ArgumentHelp("Why; it goes on record.", valueName: "text"))
    var reason: String
    @Flag(help: "Tell what would come of it, and store nothing.")
    var dryRun = false
    @OptionGroup var environment: EnvironmentOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if let to, to < 1 { throw ValidationError("--to is the number of a version, from 1") }
        try checkReason(reason)
    }

    mutating func run() async throws {
        let client = try connection.client()
        let request = RollbackRequest(
            model: try model.map { try ModelName(validating: $0) }, to: to, reason: reason, dryRun: dryRun)
        let promotion = try await client.rollback(
            environment.project.resolve(client), environment.environment, request)
        try output.write(promotion) { PromotionScreen.lines(promotion, $0) }
    }
}
