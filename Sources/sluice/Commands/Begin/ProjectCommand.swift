import ArgumentParser
import Promotion
import SluiceClient

/// `sluice project add|list|move|remove`
struct ProjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "project",
        abstract: "Add, list, move and remove the repositories that are watched.",
        subcommands: [
            AddProjectCommand.self, ListProjectsCommand.self, MoveProjectCommand.self, RemoveProjectCommand.self,
        ])
}

/// `sluice project add NAME PATH-OR-URL`
struct AddProjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Have a repository watched.",
        discussion: """
            The environments come from the folder environments/ at the protected ref, the pipeline from sluice.yaml in each commit. \
            Local repositories are noticed at once, remote ones are asked every few seconds.

            Examples:
              sluice project add churn ./churn
              sluice project add churn https://example.org/churn.git --protected-ref refs/heads/trunk
              sluice project add churn git@example.org:churn.git --data /srv/churn
            """)

    @Argument(help: "The project's name: lower-case letters, digits and '-'.")
    var name: ProjectName
    @Argument(help: ArgumentHelp("The repository, as for git clone.", valueName: "path-or-url"))
    var source: String
    @Option(help: ArgumentHelp("The ref whose environments count (default: refs/heads/main).", valueName: "ref"))
    var protectedRef: String?
    @Option(
        help: ArgumentHelp(
            "What relative dataset paths start from (default: the server's data folder).", valueName: "dir"))
    var data: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let ref = try protectedRef.map { try RefName(validating: $0.hasPrefix("refs/") ? $0 : "refs/heads/" + $0) }
        let request = AddProjectRequest(
            name: name, source: AbsolutePath.ofRepository(source), protectedRef: ref,
            dataFolder: data.map(AbsolutePath.of))
        let client = try connection.client()
        var project = try await client.addProject(request)
        // The first look at a local repository takes milliseconds; what it finds is what people want to see.
        for _ in 0..<50 where project.policyCommit == nil && project.problems.isEmpty {
            try await Task.sleep(for: .milliseconds(50))
            project = try await client.project(name)
        }
        try output.write(project) { StatusScreen.lines([project], $0) }
    }
}

/// `sluice project list`
struct ListProjectsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the projects.",
        discussion: """
            Examples:
              sluice project list
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let projects = try await connection.client().projects()
        try output.write(projects) { terminal in
            var table = Table(["PROJECT", "SOURCE", "PROTECTED REF", "ENVIRONMENTS", "PROBLEMS"])
            for project in projects {
                table.add([
                    .init(project.name.rawValue, .strong), .init(project.source), .init(project.protectedRef.rawValue),
                    .init(project.environments.map(\.name.rawValue).joined(separator: " → ")),
                    .init(project.problems.joined(separator: "; "), .bad),
                ])
            }
            return projects.isEmpty ? StatusScreen.lines([], terminal) : table.lines(terminal)
        }
    }
}

/// `sluice project remove NAME`
struct RemoveProjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Have a repository watched no longer. Its records stay.",
        discussion: """
            Examples:
              sluice project remove churn
            """)

    @Argument(help: "The project.")
    var name: ProjectName
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        try await connection.client().removeProject(name)
        writeOutput("\(name) is watched no longer\n")
    }
}
