import ArgumentParser
import Engine
import Execution
import Promotion

/// `sluice init --template NAME DIR`
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a git repository with a pipeline, environments and data.",
        discussion: """
            The folder must not exist, or be empty. The template's data is made with the given seed: the same seed, the same rows. Its \
            Python packages are installed once and shared by all runs of this home folder.

            Examples:
              sluice init --template churn ./churn
              sluice init --template churn ./churn --seed 42
              sluice init --list
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("The template; --list shows them.", valueName: "name"))
    var template: String?
    @Argument(help: ArgumentHelp("The folder to make.", valueName: "dir"))
    var folder: String?
    @Option(help: ArgumentHelp("Where the generated data begins.", valueName: "number"))
    var seed = 7
    @Flag(help: "List the templates.")
    var list = false
    @Option(help: ArgumentHelp("The home folder whose Python environments are used.", valueName: "dir"))
    var home: String?

    func validate() throws {
        guard !list else { return }
        guard template != nil, folder != nil else {
            throw ValidationError("name a template and a folder, or use --list")
        }
        guard (0...Int(Int32.max)).contains(seed) else { throw ValidationError("--seed must not be negative") }
    }

    mutating func run() async throws {
        let shipped = try ShippedFiles.find()
        guard !list, let template, let folder else {
            return writeOutput(shipped.templates.map { $0 + "\n" }.joined())
        }
        _ = try shipped.template(template)
        let homeFolder = home.map { HomeFolder(path: $0) } ?? HomeFolder(environment: Surroundings.variables)
        try homeFolder.create()
        let variables = Surroundings.variables
        let python = PythonEnvironments(
            folder: homeFolder.pythonPath, inherited: variables, sandbox: await SandboxProbe().run(),
            hidden: [homeFolder.path])
        let target = AbsolutePath.of(folder)
        let repository = NewRepository(
            shipped: shipped, template: template, target: target, seed: seed, python: python,
            say: { writeOutput($0.shown + "\n") })
        try await repository.make()
        writeOutput(
            """
            \(target) is ready; next:
              sluice up                             (in a terminal of its own)
              sluice project add \(template) \(target)
              git -C \(target) push . HEAD:dev      (a push to dev starts a run)

            """)
    }
}
