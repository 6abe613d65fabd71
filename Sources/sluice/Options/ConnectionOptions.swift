import ArgumentParser
import Engine
import FoundationEssentials
import Glibc
import SluiceClient

/// Which server to talk to.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The server's home folder (default: $SLUICE_HOME, otherwise ~/.sluice).", valueName: "dir"))
    var home: String?

    /// The home folder that the command line or the environment names.
    var homeFolder: HomeFolder {
        home.map { HomeFolder(path: $0) } ?? HomeFolder(environment: Surroundings.variables)
    }

    /// A client of the server; nothing is sent yet. `--home` wins over `SLUICE_SERVER`.
    func client() throws(ClientError) -> SluiceClient {
        var environment = Surroundings.variables
        if home != nil { environment["SLUICE_SERVER"] = nil }
        return SluiceClient(
            try ServerAddress.find(environment: environment, homePath: homeFolder.path), user: Surroundings.userName)
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
