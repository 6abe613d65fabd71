import ArgumentParser
import Promotion
import SluiceClient

/// `sluice whoami`
struct WhoAmICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whoami",
        abstract: "Show who you are to the server, and what you may do.",
        discussion: """
            Examples:
              sluice whoami
              SLUICE_TOKEN=sluice_pat_… sluice whoami -o json
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let report = try await connection.client().whoAmI()
        try output.write(report) { terminal in
            var facts = Facts()
            facts.add("known by", report.actor.evidence.recorded)
            facts.add("groups", report.actor.groups.sorted().map(\.rawValue).joined(separator: ", "))
            if report.actor.kind == .administrator {
                facts.add("may do", "everything: whoever can read endpoint.json administers the server")
            } else {
                for grant in report.grants { facts.add("role", grant.sentence) }
                if report.grants.isEmpty {
                    facts.add("role", "none; an administrator gives one with 'sluice role grant'")
                }
            }
            facts.add("limited to", report.scope.map(\.sentence))
            facts.add("until", report.expires.map { Figures.time($0) })
            return [terminal.paint(report.actor.recorded, .strong)] + facts.lines(terminal)
        }
    }
}

/// `sluice access check`
struct AccessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access",
        abstract: "Find out who may do what, and why.",
        subcommands: [CheckAccessCommand.self])
}

/// `sluice access check USER VERB`
struct CheckAccessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say whether somebody may do something, and which role allows it or is missing.",
        discussion: """
            The verbs are view, edit, run, approve, promote, rollback, hold, override, block, secrets, audit and administer. None implies \
            another: whoever may edit may not promote. Exit status 0 if it is allowed, 1 if not.

            Examples:
              sluice access check ann promote --env prod
              sluice access check ci run --project churn --env dev
              sluice access check eve audit
            """)

    @Argument(help: "The user.")
    var user: UserName
    @Argument(help: "What they would do.")
    var verb: Verb
    @Option(
        name: [.customShort("e"), .customLong("env")],
        help: ArgumentHelp("In this environment.", valueName: "environment"))
    var environment: EnvironmentName?
    @OptionGroup var project: ProjectOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let client = try connection.client()
        // Without an environment it may be about the server itself.
        let name = environment == nil ? project.project : try await project.resolve(client)
        let answer = try await client.checkAccess(of: user, verb, in: name, environment)
        try output.write(answer) { terminal in
            let verdict = answer.isAllowed ? terminal.paint("allowed", .good) : terminal.paint("not allowed", .bad)
            return [verdict] + answer.reasons.map { "  \($0)" }
        }
        if !answer.isAllowed { throw CommandFailure(.refused) }
    }
}
