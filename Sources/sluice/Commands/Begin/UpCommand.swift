import ArgumentParser
import Engine
import Logging
import Server

/// `sluice up`
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Start the server and the engine.",
        discussion: """
            It prints 'listening on http://HOST:PORT' when it answers, and leaves endpoint.json with the address and an administrator's \
            token in its home folder, so that the other commands find it. It stays in the foreground; Ctrl-C or SIGTERM ends it. Steps \
            that are running go on and are taken over by the next 'sluice up'.

            Settings come from server.yaml in the home folder, if there is one; --listen wins over it. Port 0 means a free one.

            Examples:
              sluice up
              sluice up --home /srv/sluice --listen 127.0.0.1:0
              SLUICE_HOME=/srv/sluice sluice up --verbose
            """)

    @Option(
        help: ArgumentHelp(
            "The home folder (default: $SLUICE_HOME, otherwise ~/.sluice); made if missing.", valueName: "dir"))
    var home: String?
    @Option(help: ArgumentHelp("Where to listen (default: 127.0.0.1:4100).", valueName: "host:port"))
    var listen: ListenAddress?
    @Flag(help: "Log every decision.")
    var verbose = false

    mutating func run() async throws {
        let folder = home.map { HomeFolder(path: $0) } ?? HomeFolder(environment: Surroundings.variables)
        let process = try await ServerProcess.start(home: folder, listen: listen, logLevel: verbose ? .debug : .info)
        try await process.server.run { url in writeOutput("listening on \(url)\n") }
    }
}

extension ListenAddress: ExpressibleByArgument { package init?(argument: String) { self.init(argument) } }
