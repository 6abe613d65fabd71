import ArgumentParser
import Promotion
import SluiceClient

/// `sluice project move NAME PATH-OR-URL`
struct MoveProjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move",
        abstract: "Watch a project's repository at another address. Its secrets have to be set again.",
        discussion: """
            Runs, models and records stay. The secrets of all its environments are dropped, since whoever is at the new address did not \
            get them from anybody; 'sluice secret list' shows which have to be set again. Its runs must be over.

            Examples:
              sluice project move churn https://git.example.org/new-team/churn.git
            """)

    @Argument(help: "The project.")
    var name: ProjectName
    @Argument(help: ArgumentHelp("The repository, as for git clone.", valueName: "path-or-url"))
    var source: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let request = MoveProjectRequest(source: AbsolutePath.ofRepository(source))
        let project = try await connection.client().moveProject(name, request)
        try output.write(project) { StatusScreen.lines([project], $0) }
    }
}
