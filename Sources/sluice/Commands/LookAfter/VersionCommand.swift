import ArgumentParser
import Promotion

/// `sluice version`
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Show this program's version.",
        discussion: """
            'sluice doctor' shows the server's as well.

            Examples:
              sluice version
              sluice version -o json
            """)

    @OptionGroup var output: OutputOptions

    mutating func run() throws {
        try output.write(ServerReport.current) { _ in ["sluice \(ServerReport.current.version)"] }
    }
}
