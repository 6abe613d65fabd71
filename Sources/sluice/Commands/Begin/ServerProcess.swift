import Artifacts
import CLinux
import Catalog
import Engine
import Execution
import Glibc
import Logging
import Server

/// The parts of a server, put together: its home folder, locked; its settings; catalog and artifacts; the engine; what answers over
/// HTTP.
struct ServerProcess {
    let server: SluiceServer
    let engine: Engine
    /// Held for as long as the process lives.
    private let lock: HomeLock

    /// Makes the home folder if it is missing, and keeps every other server out of it.
    static func start(home: HomeFolder, listen: ListenAddress?, logLevel: Logger.Level) async throws -> ServerProcess {
        umask(0o077)
        sluice_limit_heaps(2)
        let supervisor = try ShippedFiles.supervisor()
        try home.create()
        let lock = try HomeLock.acquire(home)
        var settings = try ServerSettings.read(from: home)
        // Missing, it would be noticed only by the first alarm.
        _ = try settings.alarms?.secret()
        if let listen { settings.listen = listen }
        settings.secrets.key = try SecretKeyText(environment: Surroundings.variables)
        var logger = Logger(label: "sluice") { _ in ServerLog() }
        logger.logLevel = logLevel
        // The probe starts processes; meanwhile there is other work.
        async let probe = SandboxProbe().run()
        let catalog = try await Catalog.open(home.catalogPath, now: { .current })
        let artifacts = try ArtifactStore(
            root: home.artifactsPath, configuration: .init(maximumObjectSize: settings.limits.artifactBytes))
        let sandbox = await probe
        logger.info("\(sandbox.line)")
        let engine = Engine(
            home: home, settings: settings, catalog: catalog, artifacts: artifacts,
            runner: LocalRunner(supervisor: supervisor, sandbox: sandbox),
            python: PythonEnvironments(
                folder: home.pythonPath, inherited: Surroundings.variables, sandbox: sandbox, hidden: [home.path]),
            logger: logger, now: { .current })
        let server = SluiceServer(home: home, settings: settings, engine: engine, logger: logger, now: { .current })
        return ServerProcess(server: server, engine: engine, lock: lock)
    }
}
