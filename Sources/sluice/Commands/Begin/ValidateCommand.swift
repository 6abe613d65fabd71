import ArgumentParser
import Definitions
import Foundation
import Git
import Promotion

/// `sluice validate [DIR]`
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check the definitions of a checkout or of a ref.",
        discussion: """
            Reads sluice.yaml, environments/*.yaml and access.yaml strictly and reports every problem in one pass, with file, line and \
            field. Needs no server. Exit status 0 if all can be used, 2 if not.

            Examples:
              sluice validate
              sluice validate ./churn
              sluice validate --ref release/1.0 --repo ./churn
            """)

    @Argument(help: ArgumentHelp("The checkout (default: the current folder).", valueName: "dir"))
    var folder: String?
    @Option(help: ArgumentHelp("Check this branch or reference instead of files.", valueName: "ref"))
    var ref: String?
    @Option(help: ArgumentHelp("With --ref: the repository (default: the current folder).", valueName: "dir"))
    var repo: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if ref == nil, repo != nil { throw ValidationError("--repo needs --ref") }
        if ref != nil, folder != nil { throw ValidationError("with --ref, name the repository with --repo") }
    }

    mutating func run() async throws {
        let path = AbsolutePath.of(folder ?? repo ?? ".")
        let files: DefinitionFiles
        if let ref { files = try await .read(ref: ref, repository: path) } else { files = try .read(folder: path) }
        let result = files.check()
        try output.write(result.diagnostics) { terminal in Self.lines(result, terminal) }
        if result.hasErrors { throw CommandFailure(.usage) }
    }

    private static func lines(_ result: DefinitionFiles.Result, _ terminal: Terminal) -> [String] {
        var lines = result.diagnostics.map { diagnostic in
            terminal.paint(diagnostic.description, diagnostic.severity == .error ? .bad : .notable)
        }
        if !result.hasErrors { lines.append(terminal.paint("valid", .good) + ": \(result.summary)") }
        return lines
    }
}
