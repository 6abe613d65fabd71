import ArgumentParser
import Promotion
import SluiceClient

/// `sluice models [--env E]`
struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List model versions with their aliases and metrics.",
        discussion: """
            Examples:
              sluice models
              sluice models --env prod
              sluice models --env prod -o json | jq '.prod[] | select(.aliases | index("champion"))'
            """)

    @Option(
        name: [.customShort("e"), .customLong("env")],
        help: ArgumentHelp("Only this environment.", valueName: "environment"))
    var environment: EnvironmentName?
    @OptionGroup var project: ProjectOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let client = try connection.client()
        let name = try await project.resolve(client)
        var environments = [environment].compactMap { $0 }
        if environments.isEmpty { environments = try await client.project(name).environments.map(\.name) }
        var versions: [(EnvironmentName, ModelVersionReport)] = []
        var byEnvironment: [EnvironmentName: [ModelVersionReport]] = [:]
        for environment in environments {
            let found = try await client.models(name, environment)
            byEnvironment[environment] = found
            versions += found.map { (environment, $0) }
        }
        try output.write(byEnvironment) { ModelsScreen.lines(versions, $0) }
    }
}
