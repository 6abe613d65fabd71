import ArgumentParser
import Glibc
import Promotion
import SluiceClient

/// `sluice logs RUN [STEP] [-f]`
struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show what a run's steps wrote, and follow it while they run.",
        discussion: """
            Without a step: the logs of all steps, one after the other. On a terminal only text and colours come through, because a \
            step's output is not to be trusted with your terminal; in a pipe the bytes are as the step wrote them.

            Examples:
              sluice logs churn-prod-3
              sluice logs churn-prod-3 train
              sluice logs -f churn-prod-3 evaluate@v2
              sluice logs churn-prod-3 train --attempt 1 > train.log
            """)

    @Argument(help: "The run.")
    var run: RunID
    @Argument(help: "The step, such as train or evaluate@v2.")
    var step: StepKey?
    @Flag(name: .shortAndLong, help: "Go on until the step, or the run, has ended.")
    var follow = false
    @Option(help: ArgumentHelp("Which attempt of the step (default: the last).", valueName: "number"))
    var attempt: Int?
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if attempt != nil, step == nil { throw ValidationError("--attempt needs a step") }
        if let attempt, attempt < 1 { throw ValidationError("--attempt counts from 1") }
    }

    mutating func run() async throws {
        let client = try connection.client()
        if let step { return try await copy(step, attempt, client) }
        var shown: Set<StepKey> = []
        while true {
            let report = try await client.run(run)
            if let next = report.steps.first(where: { $0.began != nil && !shown.contains($0.key) }) {
                shown.insert(next.key)
                let terminal = Terminal.standard(environment: Surroundings.variables)
                writeOutput(terminal.paint("==> \(next.key), attempt \(next.attempt)", .strong) + "\n")
                try await copy(next.key, next.attempt, client)
            } else if !follow || report.status.isFinal {
                return
            } else {
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    private func copy(_ step: StepKey, _ attempt: Int?, _ client: SluiceClient) async throws {
        let sink = LogSink(isTerminal: isatty(STDOUT_FILENO) == 1)
        try await client.log(run, step: step, attempt: attempt, follow: follow) { bytes in await sink.write(bytes) }
    }
}

/// Standard output, for bytes of a log.
private actor LogSink {
    private let isTerminal: Bool
    private var filter = LogFilter()

    init(isTerminal: Bool) { self.isTerminal = isTerminal }

    func write(_ bytes: [UInt8]) {
        sluice.write(isTerminal ? filter.filter(bytes) : bytes, to: STDOUT_FILENO)
    }
}
