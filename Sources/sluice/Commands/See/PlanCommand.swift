import ArgumentParser
import Promotion
import SluiceClient

/// `sluice plan`
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what the next reconciliation would do, and which conditions are not met.",
        discussion: """
            The plan is computed from git and from what is on record, and nothing is done. Asking twice changes nothing.

              +  makes a run        ▸  goes on        ■  is blocked, with the conditions that are not met
              ×  supersedes a run   …  waits its turn

            Examples:
              sluice plan
              sluice plan -o json | jq '.entries[] | select(.conditions != [])'
            """)

    @OptionGroup var project: ProjectOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let client = try connection.client()
        let name = try await project.resolve(client)
        let plan = try await client.plan(name)
        try output.write(plan) { PlanScreen.lines(name, plan, $0) }
    }
}
