import Promotion

/// `sluice secret list`
enum SecretsScreen {
    static func lines(
        _ secrets: [SecretReport], of environment: EnvironmentName, _ terminal: Terminal
    ) -> [String] {
        guard !secrets.isEmpty else {
            return ["\(environment) has no secrets; 'sluice secret set --env \(environment) NAME' sets one"]
        }
        var table = Table(["NAME", "STATE", "VERSION", "SET BY", "SET", "STEPS", "LAST USED", "WHY"], right: [2])
        for secret in secrets {
            let (state, tone): (String, Tone) =
                switch secret.state {
                case .set: ("set", .good)
                case .dropped: ("needs to be set again", .bad)
                case .missing: ("not set", .bad)
                }
            let used = secret.lastUsed.map { Figures.ago($0, now: terminal.now) }
            table.add([
                .init(secret.name.rawValue, .strong), .init(state, tone),
                .init(secret.version > 0 ? String(secret.version) : ""), .init(secret.setBy ?? ""),
                .init(secret.setAt.map { Figures.ago($0, now: terminal.now) } ?? ""),
                .init(secret.steps.map(\.rawValue).joined(separator: ", ")),
                .init([used, secret.lastRun?.rawValue].compactMap { $0 }.joined(separator: " by ")),
                .init(secret.reason ?? ""),
            ])
        }
        return table.lines(terminal)
    }
}
