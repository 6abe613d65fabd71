package import Engine
import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdCore
package import Logging
import MLflowAPI
import NIOCore
package import Promotion
import ServiceLifecycle
import UnixSignals
import Webhooks

/// The server and the engine, as one process that begins and ends in order.
///
/// - The engine works only once the port is known: steps must be told where to log to.
/// - `endpoint.json` is there while the server answers, and is the only place where the administrator's token stands.
/// - SIGTERM, SIGINT, SIGHUP and SIGQUIT end it within `longestEnd` and with success; steps go on under their supervisors.
package struct SluiceServer: Sendable {
    private let home: HomeFolder
    private let settings: ServerSettings
    private let engine: Engine
    private let token: SecretToken
    private let webhooks: WebhookDispatcher
    private let sender: WebhookSender
    private let sessions: SessionBook
    private let logger: Logger
    private let now: @Sendable () -> Timestamp

    /// The home folder must be locked by this process for as long as the server runs.
    package init(
        home: HomeFolder, settings: ServerSettings, engine: Engine, logger: Logger,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.now = now
        self.home = home
        self.settings = settings
        self.engine = engine
        self.logger = logger
        token = .random()
        sessions = SessionBook(home: home, settings: settings, context: engine.context)
        sender = WebhookSender(
            policy: DestinationPolicy(allowing: settings.webhooks.allowPrivate),
            longest: settings.webhooks.timeoutSeconds, secrets: WebhookSecrets { try home.webhookKey() })
        webhooks = WebhookDispatcher(
            catalog: engine.context.catalog, sender: sender,
            retry: WebhookRetry(attempts: settings.webhooks.attempts, longestAge: settings.webhooks.giveUpSeconds),
            alarms: settings.alarms, logger: logger, now: now)
    }

    /// Who decides when the server ends, besides signals.
    package enum End: Sendable {
        /// Nobody.
        case never
        /// It ends when there is nothing to do any more.
        case whenIdle
    }

    /// How long the end may take, in seconds.
    private static let longestEnd = 9.0

    /// Serves until a signal or the task's cancellation tells it to end; a second call is a mistake. `onListening` gets the address once it answers.
    package func run(end: End = .never, onListening: @escaping @Sendable (String) -> Void) async throws {
        let former = home.formerPort
        let address = ListenAddress(
            host: settings.listen.host, port: ListeningPort.choose(settings.listen, former: former))
        let listening = AsyncStream<Void>.makeStream()
        let application = try application(at: address) { channel in
            let port = channel.localAddress?.port ?? address.port
            let url = "http://\(ListenAddress(host: reachableHost, port: port))"
            engine.setTrackingURI(url)
            do {
                try home.writeEndpoint(Endpoint(url: url, token: token.text, pid: getpid()))
                try home.writeFormerPort(port)
            } catch {
                logger.error("the endpoint file cannot be written", metadata: ["error": "\(error)"])
            }
            onListening(url)
            listening.continuation.finish()
        }
        let watch = EndWatch(longest: Self.longestEnd, home: home)
        defer {
            home.removeEndpoint()
            watch.dismiss()
        }
        do { try await group(application, listening.stream, end, watch).runUntilCancelled() } catch let error as IOError
        {
            throw ListeningPort.failure(address, error)
        }
    }

    /// What the published description of the API leaves out or makes up, a sentence each; for the test that finds nothing.
    package func gapsInDescription() -> [String] { OpenAPIDocument.gaps(routes(), notes: OperationNotes.all) }

    /// The routes and their policies; for the test that goes through them all.
    package func routes() -> [RouteTable.Entry] { table().entries }

    private func group(
        _ application: some ApplicationProtocol, _ listening: AsyncStream<Void>, _ end: End, _ watch: EndWatch
    ) -> ServiceGroup {
        let work = EngineService(engine: engine, webhooks: webhooks, listening: listening, end: end)
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(
                    service: work, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup),
                .init(service: EventLoopService(application: application)),
                .init(service: WebhookService(dispatcher: webhooks)),
                .init(
                    service: AccessService(
                        access: engine.context.access, audit: engine.context.audit, sessions: sessions)),
                .init(service: watch),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint, .sighup, .sigquit], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(Self.longestEnd - 2)
        return ServiceGroup(configuration: configuration)
    }

    private func application(
        at address: ListenAddress, onListening: @escaping @Sendable (any Channel) async -> Void
    ) throws -> some ApplicationProtocol {
        let idle = TimeAmount.milliseconds(Int64(settings.limits.idleSeconds * 1000))
        let stall = TimeAmount.milliseconds(Int64(settings.limits.stallSeconds * 1000))
        let configuration = HTTP1Channel.Configuration(
            idleTimeout: idle,
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 32 << 10, maxHeaderListSize: 64 << 10, maxHeaderFieldCount: 128))
        return Application(
            router: table().router,
            server: HTTPServerBuilder { responder in
                LimitedChannel(
                    http: HTTP1Channel(responder: responder, configuration: configuration), grace: idle,
                    longestStall: stall)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(settings.limits.connections)),
            onServerRunning: onListening, logger: quiet(logger))
    }

    /// Hummingbird tells about every start and connection; only its warnings are for operators.
    private func quiet(_ logger: Logger) -> Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }

    private func table() -> RouteTable {
        let engine = engine
        let audit = RequestAudit(trail: engine.context.audit, now: now)
        let cookies = SignInCookies(publicURL: settings.publicURL)
        let router = Router(context: ServerContext.self)
        router.addMiddleware {
            ProblemResponses()
            OriginCheck(
                hosts: AllowedHosts(
                    listening: settings.listen.host, configured: settings.allowedHosts + publicHost),
                audit: audit)
            ForgeryCheck(cookies: cookies, audit: audit)
        }
        let authority = TokenAuthority(
            administrator: token, access: engine.context.access,
            others: [SignInCallers(book: sessions, cookies: cookies)]
        ) {
            try engine.runIdentity(ofToken: $0)
        }
        let mlflow = MLflowMount(
            engine: engine, authority: authority, audit: audit, limits: settings.limits, webhooks: sender, now: now
        ).addRoutes(to: router)
        let authorization = Authorization { run in
            try engine.place(ofRun: run).map {
                RequestPlace(project: $0.project, environment: $0.environment)
            }
        }
        var table = RouteTable(
            router: router,
            gate: RouteGate(
                authority: authority, authorization: authorization, audit: audit,
                bodyLimit: Int(min(settings.limits.requestBytes, 1 << 20))))
        ProjectRoutes(engine: engine).add(to: &table)
        RunRoutes(engine: engine).add(to: &table)
        ModelRoutes(engine: engine).add(to: &table)
        GateRoutes(engine: engine).add(to: &table)
        ApprovalRoutes(engine: engine).add(to: &table)
        SecretRoutes(engine: engine).add(to: &table)
        AccessRoutes(engine: engine).add(to: &table)
        TokenRoutes(engine: engine).add(to: &table)
        let desk = SignInDesk(book: sessions, cookies: cookies, audit: audit)
        SignInRoutes(book: sessions, cookies: cookies, desk: desk).add(to: &table)
        SignInPages(book: sessions, cookies: cookies, desk: desk, now: now).add(to: &table)
        AuditRoutes(engine: engine).add(to: &table)
        ImportRoutes(imports: mlflow.imports, batchLimit: Int(settings.limits.requestBytes)).add(to: &table)
        OpenAPIRoutes.add(to: &table)
        table.refuseOtherMethods()
        return table
    }

    /// The name that browsers have for the server, if the operator has said one.
    private var publicHost: [String] {
        settings.publicURL.flatMap { AllowedHosts.host(of: String($0.drop { $0 != "/" }.dropFirst(2))) }.map { [$0] }
            ?? []
    }

    /// Where programs on this machine reach the server.
    private var reachableHost: String {
        switch settings.listen.host {
        case "0.0.0.0": "127.0.0.1"
        case "::": "::1"
        case let host: host
        }
    }
}
