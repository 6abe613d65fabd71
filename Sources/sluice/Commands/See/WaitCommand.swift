import ArgumentParser
import Promotion
import SluiceClient

/// `sluice wait RUN` or `sluice wait --env E --commit SHA`
struct WaitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Follow a run to its end, and end as it ends.",
        discussion: """
            For scripts and CI: push, then wait for what the push started. A line for every step; at the end the gate's figures. The exit \
            status is 0 if the run succeeded, 1 if it failed or was given up, 3 if it errored or the time is over.

            Examples:
              git push origin dev && sluice wait --env dev --commit $(git rev-parse HEAD)
              sluice wait churn-prod-3 --timeout 600
            """)

    @Argument(help: ArgumentHelp("The run, instead of environment and commit.", valueName: "run"))
    var named: RunID?
    @Option(
        name: [.customShort("e"), .customLong("env")],
        help: ArgumentHelp("The environment in which the commit runs.", valueName: "environment"))
    var environment: EnvironmentName?
    @Option(help: ArgumentHelp("The commit, at least 7 digits of its id.", valueName: "id"))
    var commit: String?
    @Option(help: ArgumentHelp("The same as the argument.", valueName: "run"))
    var run: RunID?
    @Option(help: ArgumentHelp("Give up after so long.", valueName: "seconds"))
    var timeout = 3600.0
    @OptionGroup var project: ProjectOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard timeout > 0 else { throw ValidationError("--timeout must be positive") }
        if named != nil || run != nil {
            guard environment == nil, commit == nil, named == nil || run == nil else {
                throw ValidationError("the run stands alone")
            }
            return
        }
        guard environment != nil, let commit else { throw ValidationError("name the run, or --env and --commit") }
        let isHex = commit.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard isHex, (7...40).contains(commit.utf8.count) else {
            throw ValidationError("--commit is a commit's id, at least 7 of its hexadecimal digits")
        }
    }

    mutating func run() async throws {
        let client = try connection.client()
        let follower = RunFollower(client: client, timeout: timeout, isQuiet: output.output == .json)
        let report: RunReport
        if let run = named ?? run {
            report = try await follower.follow(run)
        } else {
            guard let environment, let commit else { return }
            let name = try await project.resolve(client)
            report = try await follower.follow(
                follower.find(commit: commit, project: name, environment: environment))
        }
        if output.output == .json { try output.write(report) { _ in [] } }
        try RunFollower.end(with: report)
    }
}
