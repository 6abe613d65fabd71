import ArgumentParser
import Foundation
import Promotion
import SluiceClient

/// `sluice user add|list|show|edit|disable|enable`
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Add, list and disable people and services.",
        discussion: """
            Who is known may do nothing until somebody gives them a role (sluice role grant, or access.yaml in the project), and \
            shows who they are by a token (sluice token create) or by logging in.
            """,
        subcommands: [
            AddUserCommand.self, ListUsersCommand.self, ShowUserCommand.self, EditUserCommand.self,
            DisableUserCommand.self, EnableUserCommand.self,
        ])
}

/// `sluice user add NAME`
struct AddUserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Make a person or a service known.",
        discussion: """
            E-mail addresses are those in the person's commits: by them an author is recognised who may not approve the change. SSH \
            keys sign approvals. A service is a program, such as a build server; what it does counts as its owner's.

            Examples:
              sluice user add ann --email ann@example.org --ssh-key ~/.ssh/id_ed25519.pub
              sluice user add ci --service --owner ann
              sluice user add bob --subject https://login.example.org#248289761001
            """)

    @Argument(help: "Lower-case letters, digits and '.', '_', '-', '@'.")
    var name: UserName
    @Flag(help: "It is a program, not a person.")
    var service = false
    @Option(help: ArgumentHelp("With --service: the person who answers for it.", valueName: "user"))
    var owner: UserName?
    @OptionGroup var marks: MarkOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if owner != nil, !service { throw ValidationError("--owner needs --service") }
    }

    mutating func run() async throws {
        let marks = try marks.read()
        let request = AddUserRequest(
            name: name, kind: service ? .service : .person, owner: owner, emails: marks.emails, sshKeys: marks.sshKeys,
            subjects: marks.subjects)
        let user = try await connection.client().addUser(request)
        try output.write(user) { terminal in
            UsersScreen.lines(of: user, terminal) + [
                "next: 'sluice role grant ROLE --user \(user.name)' and 'sluice token create --user \(user.name)'"
            ]
        }
    }
}

/// By what somebody is recognised, on the command line.
struct MarkOptions: ParsableArguments {
    @Option(name: .customLong("email"), help: ArgumentHelp("An address in their commits.", valueName: "address"))
    var emails: [String] = []
    @Option(
        name: .customLong("ssh-key"),
        help: ArgumentHelp("A public key, or the file that has it.", valueName: "key-or-file"))
    var sshKeys: [String] = []
    @Option(
        name: .customLong("subject"),
        help: ArgumentHelp("Their id at an identity provider.", valueName: "issuer#subject"))
    var subjects: [String] = []

    /// Their values; keys that are in files are read.
    func read() throws -> ChangeUserRequest.Marks {
        ChangeUserRequest.Marks(emails: emails, sshKeys: try sshKeys.map(Self.key), subjects: subjects)
    }

    private static func key(_ text: String) throws -> String {
        guard !text.hasPrefix("ssh-"), !text.hasPrefix("ecdsa-"), !text.hasPrefix("sk-") else { return text }
        guard let contents = try? String(contentsOfFile: AbsolutePath.of(text), encoding: .utf8) else {
            throw CommandFailure(.usage, "\(text.quotedForMessage) is no public key and no file that can be read")
        }
        guard !contents.contains("PRIVATE KEY") else {
            throw CommandFailure(
                .usage,
                "\(text.quotedForMessage) is a private key, which is nobody's business; name the .pub file beside it")
        }
        return contents.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// `sluice user list`
struct ListUsersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List people and services.",
        discussion: """
            Examples:
              sluice user list
              sluice user list -o json | jq -r '.[] | select(.disabled) | .name'
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let users = try await connection.client().users()
        try output.write(users) { UsersScreen.lines(users, $0) }
    }
}

/// `sluice user show NAME`
struct ShowUserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a person or a service with addresses, keys and groups.",
        discussion: """
            Examples:
              sluice user show ann
            """)

    @Argument(help: "The user.")
    var name: UserName
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let user = try await connection.client().user(name)
        try output.write(user) { UsersScreen.lines(of: user, $0) }
    }
}

/// `sluice user edit NAME`
struct EditUserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Add or remove addresses, keys and subjects.",
        discussion: """
            Examples:
              sluice user edit ann --email ann@new.example.org
              sluice user edit ann --remove --ssh-key ./old_key.pub
            """)

    @Argument(help: "The user.")
    var name: UserName
    @Flag(help: "Remove what is named instead of adding it.")
    var remove = false
    @OptionGroup var marks: MarkOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let marks = try marks.read()
        let request = remove ? ChangeUserRequest(remove: marks) : ChangeUserRequest(add: marks)
        let user = try await connection.client().changeUser(name, request)
        try output.write(user) { UsersScreen.lines(of: user, $0) }
    }
}

/// `sluice user disable NAME`
struct DisableUserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Let somebody do nothing any more.",
        discussion: """
            Their tokens end at once, everywhere, and their approvals do not count any more. What they did stays on record; a user is \
            never removed.

            Examples:
              sluice user disable bob
            """)

    @Argument(help: "The user.")
    var name: UserName
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        _ = try await connection.client().setDisabled(name, true)
        writeOutput("\(name) is disabled\n")
    }
}

/// `sluice user enable NAME`
struct EnableUserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "Let somebody do again what they did.",
        discussion: """
            Their tokens work again, as far as they have not expired.

            Examples:
              sluice user enable bob
            """)

    @Argument(help: "The user.")
    var name: UserName
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        _ = try await connection.client().setDisabled(name, false)
        writeOutput("\(name) is enabled\n")
    }
}
