import ArgumentParser
import Promotion
import SluiceClient

/// `sluice token create|list|revoke`
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make, list and revoke tokens.",
        discussion: """
            A token says who you are, to this program (SLUICE_TOKEN), to MLflow's clients (MLFLOW_TRACKING_TOKEN) and to the REST API \
            (Authorization: Bearer …). It may do what its owner may at that moment, and less if it is limited.
            """,
        subcommands: [CreateTokenCommand.self, ListTokensCommand.self, RevokeTokenCommand.self])
}

/// `sluice token create`
struct CreateTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a token; its text is shown once.",
        discussion: """
            Without --user it is yours. It lives 30 days unless --expires says otherwise, and at most 90. Limit what you put into \
            scripts: a token that may only view staging of one project is a smaller loss.

            Only the first line of the output goes to standard output, so that it can be stored without being shown.

            Examples:
              sluice token create --user ann
              sluice token create --user ci --expires 7d --env dev --verb view --verb run
              export SLUICE_TOKEN=$(sluice token create --user ann 2>/dev/null)
            """)

    @Option(help: ArgumentHelp("Whose token it is (default: yours).", valueName: "name"))
    var user: UserName?
    @Option(help: ArgumentHelp("What it is for.", valueName: "text"))
    var label: String?
    @Option(help: ArgumentHelp("How long it lives, such as 12h or 30d; at most 90d.", valueName: "duration"))
    var expires = Lifetime(seconds: 30 * 86_400)
    @Option(
        name: [.customShort("p"), .customLong("project")],
        help: ArgumentHelp("Only in this project; may be repeated.", valueName: "name"))
    var projects: [ProjectName] = []
    @Option(
        name: [.customShort("e"), .customLong("env")],
        help: ArgumentHelp("Only in this environment; may be repeated.", valueName: "environment"))
    var environments: [EnvironmentName] = []
    @Option(
        name: .customLong("verb"),
        help: ArgumentHelp("Only this, such as view, edit or run; may be repeated.", valueName: "verb"))
    var verbs: [Verb] = []
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        func limit<Element>(_ values: [Element]) -> Set<Element>? { values.isEmpty ? nil : Set(values) }
        let scope = TokenScope(
            projects: limit(projects), environments: limit(environments), verbs: limit(verbs))
        let made = try await connection.client().createToken(
            CreateTokenRequest(owner: user, label: label, expiresInSeconds: expires.seconds, scope: scope))
        try output.write(made) { _ in [made.token] }
        guard output.output == .table else { return }
        writeError(
            """
            token \(made.report.id) of \(made.report.owner) lives until \(Figures.time(made.report.expires)); \
            it may do \(made.report.scope.sentence)
            it is not shown again: keep it like a password, and end it with 'sluice token revoke \(made.report.id)'

            """)
    }
}

/// How long something lives, as people type it: `12h`, `30d`.
struct Lifetime: ExpressibleByArgument, Hashable {
    let seconds: Int64

    init(seconds: Int64) { self.seconds = seconds }

    init?(argument: String) {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = argument.last.flatMap({ units[$0] }), let number = Int64(argument.dropLast()), number > 0,
            number < 100_000
        else { return nil }
        seconds = number * unit
    }

    var defaultValueDescription: String { seconds % 86_400 == 0 ? "\(seconds / 86_400)d" : "\(seconds)s" }
}

/// `sluice token list`
struct ListTokensCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List tokens, without their texts.",
        discussion: """
            Yours; an administrator and an auditor see all. A token is used if it is in somebody's hands: revoke those that nobody uses. \
            One that is suspended opens nothing until its owner logs in again.

            Examples:
              sluice token list
              sluice token list --user ci
            """)

    @Option(help: ArgumentHelp("Only this user's.", valueName: "name"))
    var user: UserName?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let tokens = try await connection.client().tokens(of: user)
        try output.write(tokens) { terminal in
            guard !tokens.isEmpty else { return ["there are no tokens; 'sluice token create' makes one"] }
            var table = Table(["ID", "OWNER", "LABEL", "STATE", "EXPIRES", "LAST USED", "LIMITED TO"])
            for token in tokens { table.add(Self.cells(token, terminal)) }
            return table.lines(terminal)
        }
    }

    private static func cells(_ token: TokenReport, _ terminal: Terminal) -> [Table.Cell] {
        let (state, tone): (String, Tone) =
            if token.revoked != nil { ("revoked", .faint) } else if token.expires <= terminal.now {
                ("expired", .faint)
            } else if token.suspended != nil { ("suspended", .bad) } else { ("valid", .good) }
        return [
            .init(token.id, .strong), .init(token.owner.rawValue), .init(token.label), .init(state, tone),
            .init(Figures.time(token.expires)),
            .init(token.lastUsed.map { Figures.ago($0, now: terminal.now) } ?? "never"), .init(token.scope.sentence),
        ]
    }
}

/// `sluice token revoke ID`
struct RevokeTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "End a token at once, everywhere.",
        discussion: """
            The id is the part behind 'sluice_pat_' or 'sluice_svc_', so that a token which was found somewhere can be ended without its \
            secret.

            Examples:
              sluice token revoke k3f9x2abcd
            """)

    @Argument(help: "The token's id, as in 'sluice token list'.")
    var id: String
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        try await connection.client().revokeToken(id)
        writeOutput("token \(id) is revoked\n")
    }
}
