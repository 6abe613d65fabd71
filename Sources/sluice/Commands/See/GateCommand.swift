import ArgumentParser
import Promotion
import SluiceClient

/// `sluice gate`
struct GateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate",
        abstract: "Explain what a gate decided, and try what it would decide.",
        subcommands: [GateExplainCommand.self, GateTryCommand.self, GateBacktestCommand.self])
}

/// `sluice gate explain RUN`
struct GateExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show every check of a run's gate: verdict, figures, threshold and why.",
        discussion: """
            The parts of 'all', 'any' and 'not' stand indented below them. What the promotion still lacks stands below the table:
            approvals, a hold, a window with its next opening, a soak time with what is left of it.

            Examples:
              sluice gate explain churn-prod-3
              sluice gate explain churn-prod-3 -o json | jq '.gate.decision.checks[] | select(.verdict != "Passed")'
            """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var run: RunID
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let explanation = try await connection.client().explainGate(run)
        try output.write(explanation) { GateExplanationScreen.lines(explanation, $0) }
    }
}

/// `sluice gate try --env E --candidate N [--against N]`
struct GateTryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try",
        abstract: "Ask what an environment's gate says about a version, without promoting it.",
        discussion: """
            The gate is the one that the protected ref defines now; the evidence is what a run of the environment gathered about the \
            version: metrics, predictions, tests, data. Nothing is run and nothing is recorded. What is missing is named, and leaves \
            the checks that need it Inconclusive. Without --against the version is compared with the champion.

            Exit status: 0 the gate would let it through, 1 it would not, 3 it could not tell.

            Examples:
              sluice gate try --env prod --candidate 7
              sluice gate try --env prod --candidate 7 --against 5 -o json
            """)

    @Option(help: ArgumentHelp("The version to judge.", valueName: "version"))
    var candidate: Int
    @Option(help: ArgumentHelp("The version to compare it with (default: the champion).", valueName: "version"))
    var against: Int?
    @OptionGroup var environment: EnvironmentOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard candidate > 0, (against ?? 1) > 0 else { throw ValidationError("versions are counted from 1") }
    }

    mutating func run() async throws {
        let client = try connection.client()
        let trial = try await client.tryGate(
            environment.project.resolve(client), environment.environment,
            GateTrialRequest(candidate: candidate, against: against))
        try output.write(trial) { GateTrialScreen.lines(trial, $0) }
        switch trial.decision.verdict {
        case .passed, .skipped, .overridden: break
        case .failed: throw CommandFailure(.refused)
        case .inconclusive: throw CommandFailure(.unknown)
        }
    }
}

/// `sluice gate backtest --env E --gate FILE`
struct GateBacktestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Replay another gate over past candidates: which decisions would have been different, and why.",
        discussion: """
            FILE is an environment's definition, or a file that has nothing but its 'gate:' list. Each past decision is made again by \
            the evidence of then, the time of then included. Decisions whose evidence is gone are named and not guessed.

            Examples:
              sluice gate backtest --env prod --gate environments/prod.yaml
              sluice gate backtest --env prod --gate stricter.yaml --limit 200 -o json
            """)

    @Option(help: ArgumentHelp("The definition to replay.", valueName: "file"))
    var gate: String
    @Option(help: ArgumentHelp("How many decisions to look back over.", valueName: "count"))
    var limit = 50
    @OptionGroup var environment: EnvironmentOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 1000") }
    }

    mutating func run() async throws {
        let policy = try GateFile.read(gate)
        let client = try connection.client()
        let backtest = try await client.backtestGate(
            environment.project.resolve(client), environment.environment,
            GateBacktestRequest(gate: policy, limit: limit))
        try output.write(backtest) { GateBacktestScreen.lines(backtest, $0) }
    }
}
