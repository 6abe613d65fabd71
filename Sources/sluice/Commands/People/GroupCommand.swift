import ArgumentParser
import Promotion
import SluiceClient

/// `sluice group add|list|remove|add-member|remove-member`
struct GroupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "group",
        abstract: "Add, list and remove the server's groups and their members.",
        discussion: """
            Groups get roles (sluice role grant) and approve (approvals: {from: [GROUP]}). A project may define groups of its own in \
            access.yaml; those of the server are the server's alone.
            """,
        subcommands: [
            AddGroupCommand.self, ListGroupsCommand.self, AddMemberCommand.self, RemoveMemberCommand.self,
            RemoveGroupCommand.self,
        ])
}

/// `sluice group add NAME`
struct AddGroupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Make a group.",
        discussion: """
            Examples:
              sluice group add release-managers
            """)

    @Argument(help: "The group's name.")
    var name: GroupName
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let group = try await connection.client().addGroup(name)
        writeOutput("group \(group.name) has no members yet; 'sluice group add-member \(group.name) USER' adds one\n")
    }
}

/// `sluice group list`
struct ListGroupsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the server's groups with their members.",
        discussion: """
            Examples:
              sluice group list
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let groups = try await connection.client().groups()
        try output.write(groups) { terminal in
            guard !groups.isEmpty else { return ["there are no groups; 'sluice group add NAME' makes one"] }
            var table = Table(["GROUP", "MEMBERS"])
            for group in groups {
                table.add([
                    .init(group.name.rawValue, .strong),
                    .init(group.members.map(\.rawValue).joined(separator: ", ")),
                ])
            }
            return table.lines(terminal)
        }
    }
}

/// A group and somebody who is, or is to be, in it.
struct MembershipArguments: ParsableArguments {
    @Argument(help: "The group.")
    var group: GroupName
    @Argument(help: "The user.")
    var user: UserName

    /// Who is in the group now.
    func line(_ report: GroupReport) -> String {
        guard !report.members.isEmpty else { return "\(group) has no members\n" }
        return "\(group): \(report.members.map(\.rawValue).joined(separator: ", "))\n"
    }
}

/// `sluice group add-member GROUP USER`
struct AddMemberCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-member",
        abstract: "Make somebody a member of a group.",
        discussion: """
            Examples:
              sluice group add-member release-managers ann
            """)

    @OptionGroup var membership: MembershipArguments
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        writeOutput(membership.line(try await connection.client().addMember(membership.user, to: membership.group)))
    }
}

/// `sluice group remove-member GROUP USER`
struct RemoveMemberCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove-member",
        abstract: "End somebody's membership of a group.",
        discussion: """
            Examples:
              sluice group remove-member release-managers ann
            """)

    @OptionGroup var membership: MembershipArguments
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        writeOutput(
            membership.line(try await connection.client().removeMember(membership.user, from: membership.group)))
    }
}

/// `sluice group remove NAME`
struct RemoveGroupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a group, and the roles that it has.",
        discussion: """
            Examples:
              sluice group remove release-managers
            """)

    @Argument(help: "The group.")
    var name: GroupName
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        try await connection.client().removeGroup(name)
        writeOutput("group \(name) is removed\n")
    }
}
