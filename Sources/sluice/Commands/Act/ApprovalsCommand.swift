import ArgumentParser
import FoundationEssentials
import Promotion
import SluiceClient

/// `sluice approvals list|show|export`
struct ApprovalsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approvals",
        abstract: "See what waits for approval, and prove what was approved.",
        subcommands: [ListApprovalsCommand.self, ShowApprovalsCommand.self, ExportApprovalsCommand.self],
        defaultSubcommand: ListApprovalsCommand.self)
}

/// `sluice approvals list`
struct ListApprovalsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List what waits for somebody's approval, in all projects that you may see.",
        discussion: """
            Examples:
              sluice approvals list
              sluice approvals list -o json
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let waiting = try await connection.client().waitingForApproval()
        try output.write(waiting) { ApprovalScreen.inbox(waiting, $0) }
    }
}

/// `sluice approvals show RUN`
struct ShowApprovalsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract:
            "Show what exactly a run's promotion is, who agreed, whose word does not count and why, and who is waited for.",
        discussion: """
            Examples:
              sluice approvals show churn-prod-7
            """)

    @Argument(help: "The run.")
    var run: RunID
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let report = try await connection.client().approvals(of: run)
        try output.write(report) { ["\(report.run) is \(report.status.rawValue)"] + ApprovalScreen.lines(report, $0) }
    }
}

/// `sluice approvals export RUN DIR`
struct ExportApprovalsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a run's signed approvals as files that ssh-keygen can check without Sluice.",
        discussion: """
            For each signed approval: N.txt, the text that was signed; N.txt.sig, the signature; N.allowed_signers, the approver's keys. \
            Take the keys from a place that you trust more than the server, if you have one. Then:

              ssh-keygen -Y verify -f 1.allowed_signers -I ana -n promotion-approval -s 1.txt.sig < 1.txt

            Examples:
              sluice approvals export churn-prod-7 ./proof
            """)

    @Argument(help: "The run.")
    var run: RunID
    @Argument(help: ArgumentHelp("A folder; it is made if it is not there.", valueName: "dir"))
    var folder: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let proofs = try await connection.client().approvalProofs(of: run)
        let place = URL(fileURLWithPath: AbsolutePath.of(folder))
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        var lines: [String] = []
        for proof in proofs {
            guard let signature = proof.approval.signature else {
                lines.append("approval \(proof.approval.id) by \(proof.approval.statement.by) is not signed")
                continue
            }
            let name = "\(proof.approval.id)"
            try Data(proof.text.utf8).write(to: place.appending(path: "\(name).txt"))
            try Data(signature.armored.utf8).write(to: place.appending(path: "\(name).txt.sig"))
            try Data(proof.allowedSigners.utf8).write(to: place.appending(path: "\(name).allowed_signers"))
            lines.append(
                "ssh-keygen -Y verify -f \(name).allowed_signers -I \(proof.approval.statement.by) "
                    + "-n \(ApprovalStatement.namespace) -s \(name).txt.sig < \(name).txt")
        }
        try output.write(proofs) { _ in lines.isEmpty ? ["\(run) has no approvals"] : lines }
    }
}
