import ArgumentParser
import Engine
import Promotion
import SluiceClient

/// `sluice doctor`
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check what Sluice needs on this machine.",
        discussion: """
            A line for each thing: ok, warn or fail, and what to do about it. Exit status 3 if something fails.

            Examples:
              sluice doctor
              sluice doctor --home /srv/sluice -o json
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let client = Result { try connection.client() }
        let findings = await Examination(home: connection.homeFolder, client: client).run()
        try output.write(findings) { terminal in
            var table = Table(["", "WHAT", "FOUND", "TO DO"])
            for finding in findings {
                table.add([
                    .init(finding.grade.rawValue, finding.grade.tone), .init(finding.what), .init(finding.found),
                    .init(finding.advice ?? ""),
                ])
            }
            return table.lines(terminal)
        }
        if findings.contains(where: { $0.grade == .fail }) { throw CommandFailure(.unknown) }
    }
}
