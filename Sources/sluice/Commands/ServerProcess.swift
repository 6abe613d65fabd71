import Engine
import Glibc
import Logging
import Server

/// The parts of a server, put together: its home folder, locked; its settings; the engine; what answers over HTTP.
struct ServerProcess {
    let server: SluiceServer
    let engine: Engine
    /// Held for as long as the process lives.
    private let lock: HomeLock

    /// Makes the home folder if it is missing, and keeps every other server out of it.
    static func start(home: HomeFolder, listen: ListenAddress?, logLevel: Logger.Level) async throws -> ServerProcess {
        umask(0o077)
        try home.create()
        let lock = try HomeLock.acquire(home)
        var settings = try ServerSettings.read(from: home)
        if let listen { settings.listen = listen }
        var logger = Logger(label: "sluice") { _ in ServerLog() }
        logger.logLevel = logLevel
        let engine = Engine(home: home, settings: settings, logger: logger)
        let server = SluiceServer(home: home, settings: settings, engine: engine, logger: logger)
        return ServerProcess(server: server, engine: engine, lock: lock)
    }
}
