import Promotion
import Yams

extension ServerSettings {
    /// Reads `server.yaml` of a home folder; the defaults if there is none.
    ///
    /// - Throws: `HomeError` with the code `invalidSettings` and every problem of the file, each with its line.
    package static func read(from home: HomeFolder) throws(HomeError) -> ServerSettings {
        guard let bytes = try home.readFile(home.settingsPath, limit: 256 << 10) else { return ServerSettings() }
        return try read(yaml: bytes, file: home.settingsPath)
    }

    /// Reads settings from text; messages call it `file`.
    package static func read(yaml bytes: [UInt8], file: String) throws(HomeError) -> ServerSettings {
        func invalid(_ message: String) -> HomeError {
            HomeError(.invalidSettings, operation: "reading the settings", message: message)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw invalid("\(file): is not UTF-8 text")
        }
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch {
            throw invalid("\(file): is not YAML: \(error)")
        }
        var reader = SettingsReader(file: file)
        let settings = reader.settings(node)
        guard reader.problems.isEmpty else { throw invalid(reader.problems.joined(separator: "\n")) }
        return settings
    }
}

extension SettingsReader {
    /// The whole file. An empty one gives the defaults.
    mutating func settings(_ node: Node?) -> ServerSettings {
        var settings = ServerSettings()
        guard let node, node.null == nil else { return settings }
        let top = mapping(
            node, "the file",
            keys: [
                "listen", "allowedHosts", "pollInterval", "data", "limits", "retention", "webhooks", "alarms",
                "secrets", "publicUrl", "identityProviders", "personalTokens",
            ])
        if let value = top["listen"], let text = text(value, "listen") {
            if let address = ListenAddress(text) {
                settings.listen = address
            } else {
                report(value, "listen", "found \(text.quotedForMessage), expected HOST:PORT such as 127.0.0.1:4100")
            }
        }
        if let value = top["allowedHosts"] { settings.allowedHosts = hosts(value) }
        if let value = top["pollInterval"] {
            settings.pollSeconds = duration(value, "pollInterval", atLeast: 1) ?? settings.pollSeconds
        }
        if let value = top["data"], let path = text(value, "data") {
            if path.hasPrefix("/") {
                settings.dataFolder = path
            } else {
                report(value, "data", "found \(path.quotedForMessage), expected an absolute path")
            }
        }
        if let value = top["limits"] { settings.limits = limits(value) }
        if let value = top["retention"] { settings.retention = retention(value) }
        if let value = top["webhooks"] { settings.webhooks = webhooks(value) }
        if let value = top["alarms"] { settings.alarms = alarms(value, settings.webhooks) }
        if let value = top["publicUrl"] { settings.publicURL = publicURL(value) }
        if let value = top["identityProviders"] { settings.identityProviders = identityProviders(value) }
        if let value = top["personalTokens"] { settings.personalTokens = personalTokens(value) }
        if let value = top["secrets"] { settings.secrets = secrets(value) }
        return settings
    }

    private mutating func hosts(_ node: Node) -> [String] {
        guard case .sequence(let items) = node else {
            report(node, "allowedHosts", "expected a list such as [sluice.example.org]")
            return []
        }
        return items.enumerated().compactMap { index, item in
            let field = "allowedHosts[\(index)]"
            guard let text = text(item, field) else { return nil }
            guard let host = ListenAddress(text + ":0")?.host.lowercased() else {
                report(item, field, "found \(text.quotedForMessage), expected a host name without a port")
                return nil
            }
            return host
        }
    }

    private mutating func limits(_ node: Node) -> ServerLimits {
        var limits = ServerLimits()
        let keys = [
            "parallelSteps", "requestSize", "artifactSize", "predictionSize", "overlapSize", "connections",
            "idleTimeout", "stallTimeout",
        ]
        let values = mapping(node, "limits", keys: keys)
        if let value = values["parallelSteps"] {
            limits.parallelSteps = number(value, "limits.parallelSteps", in: 1...1024)
        }
        if let value = values["requestSize"] {
            limits.requestBytes = size(value, "limits.requestSize", atLeast: 64 << 10) ?? limits.requestBytes
        }
        if let value = values["artifactSize"] {
            limits.artifactBytes = size(value, "limits.artifactSize", atLeast: 1 << 20) ?? limits.artifactBytes
        }
        if let value = values["predictionSize"] {
            limits.predictionBytes = size(value, "limits.predictionSize", atLeast: 1 << 20) ?? limits.predictionBytes
        }
        if let value = values["overlapSize"] {
            limits.overlapBytes = size(value, "limits.overlapSize", atLeast: 1 << 20) ?? limits.overlapBytes
        }
        if let value = values["connections"] {
            limits.connections = number(value, "limits.connections", in: 8...65_536) ?? limits.connections
        }
        if let value = values["idleTimeout"] {
            limits.idleSeconds = duration(value, "limits.idleTimeout", atLeast: 1) ?? limits.idleSeconds
        }
        if let value = values["stallTimeout"] {
            limits.stallSeconds = duration(value, "limits.stallTimeout", atLeast: 1) ?? limits.stallSeconds
        }
        return limits
    }

    private mutating func retention(_ node: Node) -> Retention {
        var retention = Retention()
        let values = mapping(node, "retention", keys: ["logs", "unreferencedArtifacts", "audit"])
        if let value = values["logs"] {
            retention.logSeconds = duration(value, "retention.logs", atLeast: 0) ?? retention.logSeconds
        }
        if let value = values["audit"] {
            retention.auditSeconds = duration(value, "retention.audit", atLeast: 86_400) ?? retention.auditSeconds
        }
        if let value = values["unreferencedArtifacts"] {
            retention.unreferencedArtifactSeconds =
                duration(value, "retention.unreferencedArtifacts", atLeast: 60) ?? retention.unreferencedArtifactSeconds
        }
        return retention
    }
}
