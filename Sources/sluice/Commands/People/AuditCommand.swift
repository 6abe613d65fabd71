import ArgumentParser
import Promotion
import SluiceClient

/// `sluice audit`
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Read who asked for what, who was refused, and what was done.",
        discussion: """
            Without --changes: requests that changed something, and requests that were refused; equal ones of a minute are counted \
            together, and old ones are removed. With --changes: the ledger, which keeps every change of state for ever. Both need the \
            verb 'audit'.

            Examples:
              sluice audit --outcome denied
              sluice audit --project churn --actor ann
              sluice audit --changes --limit 20
              sluice audit -o json --before 1200
            """)

    @Flag(help: "The ledger: what was done.")
    var changes = false
    @Option(name: .shortAndLong, help: ArgumentHelp("Only this project.", valueName: "name"))
    var project: ProjectName?
    @Option(help: ArgumentHelp("Only this person, service or run.", valueName: "name"))
    var actor: String?
    @Option(help: "Only allowed, denied or failed ones.")
    var outcome: AuditEntry.Outcome?
    @Option(help: "At most so many.")
    var limit = 50
    @Option(help: ArgumentHelp("Only entries with a smaller number: the next page.", valueName: "number"))
    var before: Int64?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard !changes || (actor == nil && outcome == nil) else {
            throw ValidationError("--actor and --outcome are for requests, not for --changes")
        }
        guard (1...1000).contains(limit) else { throw ValidationError("--limit is from 1 to 1000") }
    }

    mutating func run() async throws {
        let client = try connection.client()
        if changes {
            let entries = try await client.ledger(project: project, limit: limit, before: before)
            try output.write(entries) { AuditScreen.lines(entries, $0) }
        } else {
            let entries = try await client.audit(
                AuditQuestion(project: project, actor: actor, outcome: outcome, limit: limit, before: before))
            try output.write(entries) { AuditScreen.lines(entries, $0) }
        }
    }
}

extension AuditEntry.Outcome: ExpressibleByArgument {}
