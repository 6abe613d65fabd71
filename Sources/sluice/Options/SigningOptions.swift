import ArgumentParser
import Execution
import FoundationEssentials
import Promotion
import SluiceClient

/// With which SSH key a decision is signed, and as whom.
struct SigningOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Sign with this SSH key: a private key without passphrase, or the public part of one that your agent has.",
            valueName: "key"))
    var sign: String?
    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "Your name on the server, if it is not your account's and you come by the endpoint file.", valueName: "user"
        ))
    var user: UserName?

    /// A client that says who it is.
    func client(_ connection: ConnectionOptions) throws(ClientError) -> SluiceClient {
        let client = try connection.client()
        guard let user else { return client }
        return SluiceClient(client.address, user: user.rawValue)
    }

    /// Nil where nothing is to be signed. The text is shown to nobody and changed by nobody between here and `ssh-keygen`.
    func signature(of text: String, namespace: String) async throws -> String? {
        guard let sign else { return nil }
        let environment = Surroundings.variables
        let signatures: SSHSignatures
        do throws(ExecutionError) {
            signatures = try SSHSignatures(
                path: environment["PATH"] ?? "/usr/bin:/bin", folder: FileManager.default.temporaryDirectory.path)
        } catch { throw CommandFailure(.unknown, error.description) }
        do throws(ExecutionError) {
            return try await signatures.sign(
                text, key: AbsolutePath.of(sign), namespace: namespace, environment: environment)
        } catch { throw CommandFailure(.unknown, "ssh-keygen did not sign: \(error.message)") }
    }
}
