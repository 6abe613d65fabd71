import ArgumentParser
import Promotion
import SluiceClient

/// Which project is meant. It may be left out while there is only one.
struct ProjectOptions: ParsableArguments {
    @Option(
        name: .shortAndLong, help: ArgumentHelp("The project; not needed while there is only one.", valueName: "name"))
    var project: ProjectName?

    /// The project's name; asks the server if the command line has none.
    func resolve(_ client: SluiceClient) async throws -> ProjectName {
        if let project { return project }
        let projects = try await client.projects()
        guard let only = projects.first else {
            throw CommandFailure(.usage, "there is no project yet; add one with 'sluice project add NAME PATH-OR-URL'")
        }
        guard projects.count == 1 else {
            let names = projects.map(\.name.rawValue).joined(separator: ", ")
            throw CommandFailure(.usage, "there are several projects; choose one with --project: \(names)")
        }
        return only.name
    }
}

/// Which environment is meant.
struct EnvironmentOptions: ParsableArguments {
    @Option(
        name: [.customShort("e"), .customLong("env")],
        help: ArgumentHelp("The environment, such as dev, staging or prod.", valueName: "environment"))
    var environment: EnvironmentName

    @OptionGroup var project: ProjectOptions
}
