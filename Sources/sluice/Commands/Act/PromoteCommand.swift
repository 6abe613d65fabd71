import ArgumentParser
import Promotion
import SluiceClient

/// `sluice promote [MODEL@N] --env E --reason R`
struct PromoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Make a version champion whose gate passed.",
        discussion: """
            A gate that passes promotes by itself, once the approvals are there that the environment asks for; this is for a version that \
            was left aside, such as one that a newer champion was rolled back from, or one whose gate somebody overrode. The version's \
            gate must have let it through in this environment, its windows must be open, and all its bytes must still be what they \
            were: otherwise the answer is no, with the reason, and exit status 1. Where approvals are asked for they must be there; your \
            own word completes them if it would count as one. --dry-run checks all of that, and gives the same answer and exit status.

            Examples:
              sluice promote churn@3 --env prod --reason "fraud team agrees" --dry-run
              sluice promote churn@3 --env prod --reason "fraud team agrees"
              sluice promote --env prod --run churn-prod-5 --reason "resume the rollout"
            """)

    @Argument(help: ArgumentHelp("The version, such as churn@3 or 3.", valueName: "model"))
    var model: ModelSelector?
    @Option(help: ArgumentHelp("Take the candidate of this run instead.", valueName: "run"))
    var run: RunID?
    @Option(name: .shortAndLong, help: ArgumentHelp("Why; it goes on record.", valueName: "text"))
    var reason: String
    @Flag(help: "Tell what would come of it, and store nothing.")
    var dryRun = false
    @OptionGroup var environment: EnvironmentOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (model?.version == nil) != (run == nil) else {
            throw ValidationError("name either a version, such as churn@3, or a run with --run")
        }
        try checkReason(reason)
    }

    mutating func run() async throws {
        let client = try connection.client()
        let request = PromoteRequest(
            model: model?.model, version: try model?.number(), run: run, reason: reason, dryRun: dryRun)
        let promotion = try await client.promote(
            environment.project.resolve(client), environment.environment, request)
        try output.write(promotion) { PromotionScreen.lines(promotion, $0) }
    }
}

/// Refuses a reason that says nothing.
func checkReason(_ reason: String) throws {
    guard reason.contains(where: { !$0.isWhitespace }) else { throw ValidationError("--reason must say something") }
}
