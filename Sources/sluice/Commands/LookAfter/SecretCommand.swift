import ArgumentParser
import Promotion
import SluiceClient

/// `sluice secret set|list|remove|rekey`
struct SecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret",
        abstract: "Set, list and remove the secrets of environments.",
        discussion: """
            A step gets the secrets that it declares in sluice.yaml ('secrets: [API_KEY]') as environment variables, and no other \
            step does. They are encrypted at rest and masked in logs, and nothing gives a value back.
            """,
        subcommands: [
            SetSecretCommand.self, ListSecretsCommand.self, RemoveSecretCommand.self, RekeySecretsCommand.self,
        ])
}

/// `sluice secret set --env E NAME`
struct SetSecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Set a secret of an environment.",
        discussion: """
            The value is read from standard input, or typed without being shown; it is never an argument, where everybody on the \
            machine could see it. It has 8 bytes to 32 KiB; a line break behind a value of one line is left out. Setting a secret \
            again replaces it from the next step on.

            Examples:
              sluice secret set --env prod API_KEY                    asks for it
              pass show churn/api | sluice secret set --env prod API_KEY
              sluice secret set --env prod SIGNING_KEY --file ./signing.pem
            """)

    @Argument(help: "The name of the variable by which steps get it.")
    var name: SecretName
    @Option(help: ArgumentHelp("Read the value from this file.", valueName: "path"))
    var file: String?
    @OptionGroup var environment: EnvironmentOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let value = try SecretInput(file: file).read(prompt: "Value of \(name) in \(environment.environment): ")
        let client = try connection.client()
        let report = try await client.setSecret(
            environment.project.resolve(client), environment.environment, name, to: value)
        let place = environment.environment
        try output.write(report) { _ in
            let new = report.version == 1 ? "" : ", replacing what was there"
            let steps = report.steps.map(\.rawValue).joined(separator: ", ")
            return [
                "\(report.name) is set in \(place)\(new)",
                steps.isEmpty
                    ? "no step declares it yet; add 'secrets: [\(report.name)]' to a step in sluice.yaml"
                    : "used by \(steps)",
            ]
        }
    }
}

/// `sluice secret list --env E`
struct ListSecretsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the secrets of an environment, never their values.",
        discussion: """
            It also names those that steps of the newest run declare and nobody has set, and those that must be set again because \
            the project's repository has another address now.

            Examples:
              sluice secret list --env prod
              sluice secret list --env prod -o json
            """)

    @OptionGroup var environment: EnvironmentOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let client = try connection.client()
        let secrets = try await client.secrets(environment.project.resolve(client), environment.environment)
        let place = environment.environment
        try output.write(secrets) { SecretsScreen.lines(secrets, of: place, $0) }
    }
}

/// `sluice secret remove --env E NAME`
struct RemoveSecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Forget a secret of an environment.",
        discussion: """
            Steps that run keep what they were given; a step that declares it does not start any more.

            Examples:
              sluice secret remove --env prod API_KEY
            """)

    @Argument(help: "The secret.")
    var name: SecretName
    @OptionGroup var environment: EnvironmentOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let client = try connection.client()
        try await client.removeSecret(environment.project.resolve(client), environment.environment, name)
        writeOutput("\(name) is removed from \(environment.environment)\n")
    }
}

/// `sluice secret rekey`
struct RekeySecretsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey",
        abstract: "Encrypt all secrets with a new key.",
        discussion: """
            The key is secrets.key in the server's home folder; afterwards it is another one, and backups of the former open nothing \
            that is stored now. A key that server.yaml or SLUICE_SECRETS_KEY gives is not the server's to change.

            Examples:
              sluice secret rekey
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let report = try await connection.client().rekeySecrets()
        try output.write(report) { _ in
            ["\(report.secrets) secrets are encrypted with key \(report.key) now; back up secrets.key"]
        }
    }
}
