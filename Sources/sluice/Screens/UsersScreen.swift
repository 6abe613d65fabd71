import Promotion

/// `sluice user list` and `show`.
enum UsersScreen {
    static func lines(_ users: [UserReport], _ terminal: Terminal) -> [String] {
        guard !users.isEmpty else {
            return ["nobody is known yet but whoever reads endpoint.json; 'sluice user add NAME' adds somebody"]
        }
        var table = Table(["USER", "KIND", "OWNER", "GROUPS", "E-MAIL", "STATE"])
        for user in users {
            table.add([
                .init(user.name.rawValue, .strong), .init(user.kind.rawValue), .init(user.owner?.rawValue ?? ""),
                .init(user.groups.map(\.rawValue).joined(separator: ", ")),
                .init(user.emails.joined(separator: ", ")), .init(state(of: user), .bad),
            ])
        }
        return table.lines(terminal)
    }

    static func lines(of user: UserReport, _ terminal: Terminal) -> [String] {
        var facts = Facts()
        facts.add("kind", user.kind.rawValue)
        facts.add("owner", user.owner?.rawValue)
        facts.add("groups", user.groups.map(\.rawValue).joined(separator: ", "))
        facts.add("e-mail", user.emails.joined(separator: ", "))
        for key in user.sshKeys { facts.add("ssh key", key) }
        for subject in user.subjects { facts.add("subject", subject) }
        facts.add("known since", Figures.time(user.created))
        facts.add("last confirmed", user.confirmed.map { "by the identity provider \(Figures.time($0))" })
        facts.add("tokens suspended since", user.suspended.map { "\(Figures.time($0)), until the next login" })
        facts.add("disabled since", user.disabled.map { Figures.time($0) })
        return [terminal.paint(user.name.rawValue, .strong)] + facts.lines(terminal)
    }

    private static func state(of user: UserReport) -> String {
        if user.disabled != nil { return "disabled" }
        return user.suspended == nil ? "" : "tokens suspended"
    }
}
