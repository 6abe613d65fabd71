import ArgumentParser
import Promotion
import SluiceClient

/// `sluice override gate|list|review`
struct OverrideCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "override",
        abstract: "Let a candidate past checks that it did not pass, by name and reason and for a time.",
        subcommands: [OverrideGateCommand.self, ListOverridesCommand.self, ReviewOverrideCommand.self],
        defaultSubcommand: OverrideGateCommand.self)
}

/// `sluice override RUN --check NAME --reason R --expires 24h`
struct OverrideGateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate",
        abstract: "Override checks of the gate of a run that ended with a no.",
        discussion: """
            Nothing is promoted by this: 'sluice promote --run RUN' does it afterwards, with the approvals that are asked for, until the \
            override expires. Each check stays visible as Overridden with the verdict that it had, your name and your reason, and \
            status warns of it until somebody has reviewed it.

            Files that are not what the gate judged, blocked versions and approvals cannot be overridden. An environment may ask for a \
            signature (--sign) or for a second person: 'approvals.overrides'.

            Examples:
              sluice override churn-prod-7 --check "f1 ≥ 0.55" --reason "INC-42" --expires 4h
              sluice override churn-prod-7 --all --reason "INC-42" --sign ~/.ssh/id_ed25519
              sluice promote --env prod --run churn-prod-7 --reason "INC-42"
            """)

    @Argument(help: "The run whose gate said no.")
    var run: RunID
    @Option(help: ArgumentHelp("A check by its name in 'sluice runs RUN'; may be repeated.", valueName: "name"))
    var check: [String] = []
    @Flag(help: "All checks that stand in the way.")
    var all = false
    @Option(name: .shortAndLong, help: ArgumentHelp("Why; it goes on record.", valueName: "text"))
    var reason: String
    @Option(help: ArgumentHelp("For how long, such as 4h; 1m to 30d.", valueName: "duration"))
    var expires = SpanOfTime(seconds: 86_400)
    @Flag(help: "Tell what would come of it, and store nothing.")
    var dryRun = false
    @OptionGroup var signing: SigningOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard all != !check.isEmpty else { throw ValidationError("name checks with --check, or take --all of them") }
        try checkReason(reason)
    }

    mutating func run() async throws {
        let client = try signing.client(connection)
        var request = OverrideRequest(checks: check, reason: reason, expires: expires.seconds, dryRun: dryRun)
        if signing.sign != nil {
            // What the server would store is what is signed.
            let draft = try await client.override(
                run, OverrideRequest(checks: check, reason: reason, expires: expires.seconds, dryRun: true))
            let statement = draft.override.statement
            request.checks = statement.checks
            request.time = statement.time
            request.signature = try await signing.signature(
                of: statement.canonicalText, namespace: OverrideStatement.namespace)
        }
        let answer = try await client.override(run, request)
        try output.write(answer) { OverrideScreen.lines(answer, of: run, isDry: dryRun, $0) }
    }
}

/// `sluice override list`
struct ListOverridesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List overrides of all projects, the newest first, with who has reviewed them.",
        discussion: """
            Examples:
              sluice override list
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let overrides = try await connection.client().overrides(limit: 100)
        try output.write(overrides) { OverrideScreen.list(overrides, $0) }
    }
}

/// `sluice override review ID --reason R`
struct ReviewOverrideCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Write down that you looked at an override afterwards.",
        discussion: """
            Then status warns of it no longer; the override itself, and your note, stay on record. Where people are known it has to be \
            somebody other than whoever overrode.

            Examples:
              sluice override review 3 --reason "retrained the next day, see INC-42"
            """)

    @Argument(help: "The override's number, as 'sluice override list' shows it.")
    var number: Int64
    @Option(name: .shortAndLong, help: ArgumentHelp("What you found; it goes on record.", valueName: "text"))
    var reason: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws { try checkReason(reason) }

    mutating func run() async throws {
        let client = try connection.client()
        guard let found = try await client.overrides(limit: 1000).first(where: { $0.id == number }) else {
            throw CommandFailure(.refused, "there is no override \(number); 'sluice override list' shows them")
        }
        let reviewed = try await client.review(number, of: found.statement.subject.run, ReasonRequest(reason: reason))
        try output.write(reviewed) { OverrideScreen.list([reviewed], $0) }
    }
}
