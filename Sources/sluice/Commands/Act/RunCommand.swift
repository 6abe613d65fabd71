import ArgumentParser
import Engine
import Logging
import Promotion
import Server
import SluiceClient

/// `sluice run`
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Start a run now, or work until there is nothing to do.",
        discussion: """
            A push starts runs by itself. This starts one once more, such as after a change of data: in --env, for the tip that the \
            environment saw last, or for --ref.

            With --until-idle it is server and engine for as long as there is work, and ends with the outcome: for CI. Only one server \
            can use a home folder.

            Examples:
              sluice run --env staging --wait
              sluice run --env prod --ref release/1.0
              sluice run --until-idle --home ./ci-home
            """)

    @Option(
        name: [.customShort("e"), .customLong("env")],
        help: ArgumentHelp("The environment to run in.", valueName: "environment"))
    var environment: EnvironmentName?
    @Option(help: ArgumentHelp("The branch, or a full reference name (default: the newest tip).", valueName: "ref"))
    var ref: String?
    @Flag(help: "Follow the run to its end, and end as it ends.")
    var wait = false
    @Option(help: ArgumentHelp("With --wait: give up after so long.", valueName: "seconds"))
    var timeout = 3600.0
    @Flag(help: "Be server and engine until there is nothing to do.")
    var untilIdle = false
    @OptionGroup var project: ProjectOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if untilIdle {
            guard environment == nil, ref == nil, !wait else { throw ValidationError("--until-idle stands alone") }
        } else if environment == nil {
            throw ValidationError("name an environment with --env, or use --until-idle")
        }
        guard timeout > 0 else { throw ValidationError("--timeout must be positive") }
    }

    mutating func run() async throws {
        guard let environment else { return try await runUntilIdle() }
        let client = try connection.client()
        let name = try await project.resolve(client)
        let ref = try ref.map { try RefName(validating: $0.hasPrefix("refs/") ? $0 : "refs/heads/" + $0) }
        let report = try await client.startRun(name, environment, StartRunRequest(ref: ref))
        guard wait else {
            return try output.write(report) { _ in ["\(report.id) started, see 'sluice runs \(report.id)'"] }
        }
        let follower = RunFollower(client: client, timeout: timeout, isQuiet: output.output == .json)
        let ended = try await follower.follow(report.id)
        if output.output == .json { try output.write(ended) { _ in [] } }
        try RunFollower.end(with: ended)
    }

    /// Works off what there is, and ends as the runs ended that were not over before.
    private func runUntilIdle() async throws {
        let process = try await ServerProcess.start(
            home: connection.homeFolder, listen: ListenAddress(port: 0), logLevel: .warning)
        let before = Set(
            try await process.engine.runs(nil, environment: nil, limit: 1000, after: nil).filter(\.status.isFinal).map(
                \.id))
        try await process.server.run(end: .whenIdle) { url in writeError("listening on \(url)\n") }
        let runs = try await process.engine.runs(nil, environment: nil, limit: 1000, after: nil)
        let ended = runs.filter { !before.contains($0.id) }
        try output.write(ended) { terminal in
            ended.isEmpty ? ["nothing to do"] : RunsScreen.lines(ended, terminal)
        }
        for status in [RunStatus.errored, .failed, .aborted] {
            if let run = ended.first(where: { $0.status == status }) { try RunFollower.end(with: run) }
        }
    }
}
