import ArgumentParser
import Promotion
import SluiceClient

/// `sluice runs [RUN]`
struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List runs, or show one in full.",
        discussion: """
            With the id of a run: its steps, tests, data, candidate, and the gate's checks with their figures. A run is named \
            <project>-<environment>-<number>.

            Examples:
              sluice runs
              sluice runs --env prod --limit 5
              sluice runs churn-prod-3
              sluice runs churn-prod-3 -o json | jq .gate
            """)

    @Argument(help: "The run to show in full.")
    var run: RunID?
    @Option(
        name: [.customShort("e"), .customLong("env")],
        help: ArgumentHelp("Only runs of this environment.", valueName: "environment"))
    var environment: EnvironmentName?
    @Option(name: .shortAndLong, help: ArgumentHelp("Only runs of this project.", valueName: "name"))
    var project: ProjectName?
    @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
    var limit = 20
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit must be from 1 to 1000") }
    }

    mutating func run() async throws {
        let client = try connection.client()
        if let run {
            let report = try await client.run(run)
            try output.write(report) { RunScreen.lines(report, $0) }
        } else {
            let runs = try await client.runs(project: project, environment: environment, limit: limit)
            try output.write(runs) { RunsScreen.lines(runs, $0) }
        }
    }
}
