import ArgumentParser
import Promotion
import SluiceClient

/// `sluice role grant|revoke|list`
struct RoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role",
        abstract: "Give, take and list roles.",
        discussion: """
            viewer           sees runs, logs, models, gates and lineage
            engineer         also writes experiments and models, starts and aborts runs; promotes nothing
            release-manager  sees, approves, promotes, rolls back, holds, overrides and blocks; writes nothing into a workspace
            auditor          sees, and reads the ledger and the audit trail; changes nothing
            administrator    everything

            Nobody may do what no role allows. Roles also come from access.yaml at a project's protected ref.
            """,
        subcommands: [GrantRoleCommand.self, RevokeRoleCommand.self, ListRolesCommand.self])
}

/// `sluice role grant ROLE`
struct GrantRoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant",
        abstract: "Give a role to a person, a service or a group.",
        discussion: """
            Without --project it holds on the whole server; with --env only in these environments of the project.

            Examples:
              sluice role grant engineer --user ann --project churn --env dev --env staging
              sluice role grant release-manager --group release-managers --project churn
              sluice role grant auditor --user eve
            """)

    @Argument(help: "viewer, engineer, release-manager, auditor or administrator.")
    var role: Role
    @Option(help: ArgumentHelp("Who gets it.", valueName: "name"))
    var user: UserName?
    @Option(help: ArgumentHelp("The group that gets it.", valueName: "name"))
    var group: GroupName?
    @Option(name: .shortAndLong, help: ArgumentHelp("Only in this project.", valueName: "name"))
    var project: ProjectName?
    @Option(
        name: [.customShort("e"), .customLong("env")],
        help: ArgumentHelp("Only in this environment; may be repeated.", valueName: "environment"))
    var environments: [EnvironmentName] = []
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (user == nil) != (group == nil) else { throw ValidationError("name one --user or one --group") }
        if project == nil, !environments.isEmpty { throw ValidationError("--env needs --project") }
    }

    mutating func run() async throws {
        guard let holder = user.map(Grant.Holder.user) ?? group.map(Grant.Holder.group) else { return }
        let grant = Grant(
            role, to: holder, project: project, environments: environments.isEmpty ? nil : Set(environments))
        let report = try await connection.client().grantRole(grant)
        try output.write(report) { _ in
            ["\(report.grant.sentence); 'sluice role revoke \(report.id ?? 0)' takes it away"]
        }
    }
}

/// `sluice role revoke ID`
struct RevokeRoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Take a role away.",
        discussion: """
            It holds at once. Roles that access.yaml gives are taken away there.

            Examples:
              sluice role list
              sluice role revoke 3
            """)

    @Argument(help: "The number of the grant, as in 'sluice role list'.")
    var id: Int64
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        try await connection.client().revokeGrant(id)
        writeOutput("grant \(id) is taken away\n")
    }
}

/// `sluice role list`
struct ListRolesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List who has which role where, and who says so.",
        discussion: """
            Examples:
              sluice role list
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let grants = try await connection.client().grants()
        try output.write(grants) { terminal in
            guard !grants.isEmpty else { return ["nobody has a role yet; 'sluice role grant' gives one"] }
            var table = Table(["ID", "ROLE", "HOLDER", "PROJECT", "ENVIRONMENTS", "GIVEN BY", "SINCE"], right: [0])
            for report in grants { table.add(Self.cells(report, terminal)) }
            return table.lines(terminal)
        }
    }

    private static func cells(_ report: GrantReport, _ terminal: Terminal) -> [Table.Cell] {
        let holder =
            switch report.grant.holder {
            case .user(let name): name.rawValue
            case .group(let name): "group \(name)"
            }
        let environments = report.grant.environments?.sorted().map(\.rawValue).joined(separator: ", ")
        return [
            .init(report.id.map { String($0) } ?? ""), .init(report.grant.role.rawValue, .strong), .init(holder),
            .init(report.grant.project?.rawValue ?? "all"), .init(environments ?? "all"), .init(report.by),
            .init(Figures.ago(report.since, now: terminal.now)),
        ]
    }
}
