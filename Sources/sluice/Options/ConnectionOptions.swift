import ArgumentParser
import Engine
import FoundationEssentials
import Glibc
import SluiceClient

/// Which server to talk to.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The server's home folder (default: $SLUICE_HOME, otherwise ~/.sluice). Then its endpoint file alone says where the server is "
                + "and who you are.", valueName: "dir"))
    var home: String?

    /// The home folder that the command line or the environment names.
    var homeFolder: HomeFolder {
        home.map { HomeFolder(path: $0) } ?? HomeFolder(environment: Surroundings.variables)
    }

    /// Where the server is, and as whom to talk to it. `--home` means the endpoint file alone: a token or a login may be for another server.
    func address() throws(ClientError) -> ServerAddress {
        if home != nil { return try ServerAddress.ofEndpoint(in: homeFolder.path) }
        return try ServerAddress.find(environment: Surroundings.variables, homePath: homeFolder.path)
    }

    /// A client of the server; nothing is sent yet.
    func client() throws(ClientError) -> SluiceClient {
        SluiceClient(try address(), user: Surroundings.userName)
    }
}

/// What surrounds the process.
enum Surroundings {
    /// The environment variables.
    static var variables: [String: String] { ProcessInfo.processInfo.environment }

    /// The name of the user who runs the program.
    static var userName: String? {
        guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { return nil }
        return String(cString: name)
    }
}
