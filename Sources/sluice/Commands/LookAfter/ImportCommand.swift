import ArgumentParser
import FoundationEssentials
import MLflowImport
import Promotion
import SluiceClient

/// `sluice import mlflow|list`
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Bring the records of another server over.",
        subcommands: [ImportMLflowCommand.self, ListImportsCommand.self])
}

/// `sluice import mlflow TRACKING-URI`
struct ImportMLflowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mlflow",
        abstract: "Bring an MLflow server's experiments, runs, models and artifacts over.",
        discussion: """
            Reads the source through its REST API and stores what it finds, with the source's own run ids, version numbers and times. \
            All of it is marked as imported, not witnessed: no gate of Sluice judged it, and no imported version becomes a champion \
            of an environment. Started again it brings only what is new or changed; broken off, it goes on.

            The source's credentials come from the environment, as for MLflow's own client: MLFLOW_TRACKING_TOKEN, or \
            MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD. They are sent to the source alone and stored nowhere.

            Exit status: 0 everything came, 1 some objects did not (they are listed), 2 a name is taken or unknown and nothing was \
            changed, 3 the source or the server could not be reached: start it again to go on.

            Examples:
              sluice import mlflow http://mlflow.example.org:5000 --dry-run
              sluice import mlflow http://mlflow.example.org:5000
              sluice import mlflow http://mlflow:5000 --experiments churn --since 2026-01-01
            """)

    @Argument(help: ArgumentHelp("The source's tracking URI.", valueName: "tracking-uri"))
    var uri: String
    @Option(help: ArgumentHelp("Where it comes to (default: default, the sandbox).", valueName: "workspace"))
    var workspace = WorkspaceName.sandbox
    @Option(parsing: .upToNextOption, help: ArgumentHelp("Only these experiments.", valueName: "name"))
    var experiments: [String] = []
    @Option(parsing: .upToNextOption, help: ArgumentHelp("Only these registered models.", valueName: "name"))
    var models: [String] = []
    @Option(
        help: ArgumentHelp("Only runs that started then or later, such as 2026-01-31.", valueName: "date"),
        transform: ImportMLflowCommand.time)
    var since: Timestamp?
    @Flag(help: "Count what would come, and change nothing.")
    var dryRun = false
    @Flag(help: "Leave files out.")
    var noArtifacts = false
    @Flag(help: "Bring experiments and models also into those of the same name that did not come from there.")
    var intoExisting = false
    @Option(help: ArgumentHelp("Requests under way at the same time, 1 to 64.", valueName: "n"))
    var concurrency = 4
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (1...64).contains(concurrency) else { throw ValidationError("--concurrency is from 1 to 64") }
    }

    mutating func run() async throws {
        let client = try connection.client()
        var options = ImportOptions()
        options.workspace = workspace
        options.experiments = experiments
        options.models = models
        options.since = since
        options.bringsFiles = !noArtifacts
        options.concurrency = concurrency
        options.intoExisting = intoExisting
        let line = ProgressLine()
        do {
            let address = try SourceAddress(uri, credentials: SourceCredentials(environment: Surroundings.variables))
            let importer = MLflowImporter(from: address, to: client, options: options) { line.show($0) }
            if dryRun {
                let outcome = try await importer.preview()
                line.end()
                try output.write(outcome) { ImportScreen.lines(outcome, isPreview: true, $0) }
                if outcome.problemCount > 0 { throw CommandFailure(.refused) }
            } else {
                let report = try await importer.run()
                line.end()
                try output.write(report) { ImportScreen.lines(report, $0) }
                if report.outcome?.problemCount != 0 { throw CommandFailure(.refused) }
            }
        } catch {
            line.end()
            throw Self.failure(error)
        }
    }

    /// What a person is told, and the exit status.
    private static func failure(_ error: any Error) -> any Error {
        switch error {
        case let conflict as ImportConflict:
            let shown = conflict.sentences.prefix(20).joined(separator: "\n  ")
            let more = conflict.sentences.count > 20 ? "\n  and \(conflict.sentences.count - 20) more" : ""
            return CommandFailure(
                .usage,
                "nothing was imported:\n  \(shown)\(more)\nchoose another --workspace or --experiments and --models, or "
                    + "add to what is there with --into-existing")
        case let error as SourceError:
            return CommandFailure(
                error.code == .address ? .usage : .unknown,
                error.description + (error.code == .unreachable ? "; started again it goes on where it was" : ""))
        case let error as ClientError where error.code == .unreachable:
            return CommandFailure(.unknown, error.description + "; started again, the import goes on where it was")
        default: return error
        }
    }

    /// `2026-01-31`, or with a time as ISO 8601 has it; UTC.
    private static func time(_ text: String) throws -> Timestamp {
        let full = text.count == 10 ? text + "T00:00:00Z" : text
        guard let date = try? Date(full, strategy: .iso8601) else {
            throw ValidationError("\(text.quotedForMessage) is no date such as 2026-01-31 or 2026-01-31T12:00:00Z")
        }
        return Timestamp(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
    }
}

/// `sluice import list`
struct ListImportsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the imports, newest first.",
        discussion: """
            Examples:
              sluice import list
              sluice import list -o json | jq '.[0].outcome.problems'
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let reports = try await connection.client().imports()
        try output.write(reports) { ImportScreen.list(reports, $0) }
    }
}
