import Promotion
package import SignIn

/// What a server's operator may decide: the contents of `server.yaml`. Each has a default, so that the file is optional.
package struct ServerSettings: Hashable, Sendable {
    /// Where to listen.
    package var listen: ListenAddress
    /// Host names, besides those of this machine's loopback, under which clients may reach the server.
    package var allowedHosts: [String]
    /// Seconds between two looks at a remote repository; jitter comes on top.
    package var pollSeconds: Double
    /// Absolute path of the folder that projects' relative dataset paths start from; nil means the project's own folder if it is
    /// local.
    package var dataFolder: String?
    package var limits: ServerLimits
    package var retention: Retention
    package var webhooks: WebhookSettings
    /// Where overrides are told of; nil for nowhere.
    package var alarms: AlarmSettings?
    package var secrets: SecretSettings
    /// Where people's browsers find the server, such as `https://sluice.example.org`; nil where that is its own address.
    package var publicURL: String?
    /// Where people log in, and who signs the tokens of machines.
    package var identityProviders: [IdentityProvider]
    package var personalTokens: PersonalTokenSettings

    package init(
        listen: ListenAddress = ListenAddress(), allowedHosts: [String] = [], pollSeconds: Double = 10,
        dataFolder: String? = nil, limits: ServerLimits = ServerLimits(), retention: Retention = Retention(),
        webhooks: WebhookSettings = WebhookSettings(), alarms: AlarmSettings? = nil,
        secrets: SecretSettings = SecretSettings(), publicURL: String? = nil,
        identityProviders: [IdentityProvider] = [], personalTokens: PersonalTokenSettings = PersonalTokenSettings()
    ) {
        self.listen = listen
        self.allowedHosts = allowedHosts
        self.pollSeconds = pollSeconds
        self.dataFolder = dataFolder
        self.limits = limits
        self.retention = retention
        self.webhooks = webhooks
        self.alarms = alarms
        self.secrets = secrets
        self.publicURL = publicURL
        self.identityProviders = identityProviders
        self.personalTokens = personalTokens
    }
}

/// A TCP address to listen on.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// An IP address or a host name, without brackets.
    package var host: String
    /// 0 means a free one, the former if it is free.
    package var port: Int

    package init(host: String = "127.0.0.1", port: Int = 4100) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT`, `[IPv6]:PORT`, or a port alone; nil if `text` is none of these.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else {
            guard let port = Self.port(text) else { return nil }
            self.init(port: port)
            return
        }
        var host = text[..<colon]
        guard let port = Self.port(text[text.index(after: colon)...]) else { return nil }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        let allowed = host.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
                || [0x2D, 0x2E, 0x3A, 0x5F, 0x25].contains(byte)
        }
        guard !host.isEmpty, allowed else { return nil }
        self.init(host: String(host), port: port)
    }

    private static func port(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 5, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(text), port <= 65535
        else { return nil }
        return port
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Bounds of what a server takes in and does at once.
package struct ServerLimits: Hashable, Sendable {
    /// Steps that run at the same time, over all projects; nil means as many as there are cores.
    package var parallelSteps: Int?
    /// Bytes of a request's body, artifacts excepted.
    package var requestBytes: Int64
    /// Bytes of one artifact.
    package var artifactBytes: Int64
    /// Bytes of a table of predictions that a gate reads.
    package var predictionBytes: Int64
    /// Bytes of a Delta table's files that are read to find out whether data of training and evaluation overlap.
    package var overlapBytes: Int64
    /// Connections at the same time.
    package var connections: Int
    /// Seconds without traffic after which a connection is closed. A request's head has to come within them, and its body too, with a
    /// second more for each KiB.
    package var idleSeconds: Double
    /// Seconds for which a client may take nothing of an answer before its connection is closed.
    package var stallSeconds: Double

    package init(
        parallelSteps: Int? = nil, requestBytes: Int64 = 16 << 20, artifactBytes: Int64 = 16 << 30,
        predictionBytes: Int64 = 512 << 20, overlapBytes: Int64 = 16 << 30, connections: Int = 1024,
        idleSeconds: Double = 60, stallSeconds: Double = 60
    ) {
        self.parallelSteps = parallelSteps
        self.requestBytes = requestBytes
        self.artifactBytes = artifactBytes
        self.predictionBytes = predictionBytes
        self.overlapBytes = overlapBytes
        self.connections = connections
        self.idleSeconds = idleSeconds
        self.stallSeconds = stallSeconds
    }
}

/// How long what is not needed any more is kept.
package struct Retention: Hashable, Sendable {
    /// Seconds that its steps' logs stay. Its checkout and its own datasets are removed at once.
    package var logSeconds: Double
    /// Seconds that the bytes of an artifact stay after nothing refers to them any more.
    package var unreferencedArtifactSeconds: Double
    /// Seconds that it is kept who was let in and who was refused. What was done stays in the ledger for ever.
    package var auditSeconds: Double

    package init(
        logSeconds: Double = 90 * 86_400, unreferencedArtifactSeconds: Double = 86_400,
        auditSeconds: Double = 400 * 86_400
    ) {
        self.logSeconds = logSeconds
        self.unreferencedArtifactSeconds = unreferencedArtifactSeconds
        self.auditSeconds = auditSeconds
    }
}
