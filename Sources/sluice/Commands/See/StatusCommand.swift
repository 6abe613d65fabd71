import ArgumentParser
import Promotion
import SluiceClient

/// `sluice status`
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what is where: branch, commit, run and champion of every environment.",
        discussion: """
            One screen. Below each project's table stands what is waiting, and for what.

            Examples:
              sluice status
              sluice status --project churn -o json
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("Only this project.", valueName: "name"))
    var project: ProjectName?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let client = try connection.client()
        let projects: [ProjectReport]
        if let project {
            projects = [try await client.project(project)]
        } else {
            projects = try await client.projects()
        }
        try output.write(projects) { StatusScreen.lines(projects, $0) }
    }
}
