import ArgumentParser
import Promotion
import SluiceClient

/// `sluice approve RUN --reason R`
struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Agree to the promotion that a run waits for.",
        discussion: """
            An approval is for exactly one thing: the run's candidate with its files, commit, datasets and gate. If one of them changes, \
            it is void. With the last approval that is missing, the run goes on. Who may approve, and whose approval does not count, \
            stands in the environment's 'approvals'; --dry-run tells it beforehand.

            With --sign the approval is signed by ssh-keygen with your key, and the server cannot make it up; 'sluice approvals export' \
            writes it so that anybody can check it.

            Examples:
              sluice approve churn-prod-7 --reason "looked at the slices" --dry-run
              sluice approve churn-prod-7 --reason "looked at the slices"
              sluice approve churn-prod-7 --reason "all in order" --sign ~/.ssh/id_ed25519
            """)

    @Argument(help: "The run that waits.")
    var run: RunID
    @Option(name: .shortAndLong, help: ArgumentHelp("Why; it goes on record.", valueName: "text"))
    var reason: String
    @Flag(help: "Tell what would come of it, and store nothing.")
    var dryRun = false
    @OptionGroup var signing: SigningOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws { try checkReason(reason) }

    mutating func run() async throws {
        let client = try signing.client(connection)
        var request = ApproveRequest(reason: reason, dryRun: dryRun)
        if signing.sign != nil {
            let open = try await client.approvals(of: run)
            let statement = ApprovalStatement(subject: open.subject, by: try await client.knownName(), time: open.now)
            request.time = statement.time
            request.signature = try await signing.signature(
                of: statement.canonicalText, namespace: ApprovalStatement.namespace)
        }
        let report = try await client.approve(run, request)
        let verb = dryRun ? "would be approved" : "approved"
        try output.write(report) { ["\(report.run) \(verb)"] + ApprovalScreen.lines(report, $0) }
    }
}

/// `sluice reject RUN --reason R`
struct RejectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject",
        abstract: "Say no to the promotion that a run waits for.",
        discussion: """
            The run ends as Failed with your reason, and its candidate does not become champion. A new commit, or 'sluice run', makes a \
            new run; 'sluice block' keeps a version away for ever.

            Examples:
              sluice reject churn-prod-7 --reason "trained on the wrong quarter"
            """)

    @Argument(help: "The run that waits.")
    var run: RunID
    @Option(name: .shortAndLong, help: ArgumentHelp("Why; it goes on record.", valueName: "text"))
    var reason: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws { try checkReason(reason) }

    mutating func run() async throws {
        let report = try await connection.client().reject(run, ReasonRequest(reason: reason))
        try output.write(report) { _ in ["\(report.id) is \(report.status.rawValue): \(report.reason.shown)"] }
    }
}
