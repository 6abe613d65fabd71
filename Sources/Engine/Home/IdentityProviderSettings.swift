import Promotion
import SignIn
import Yams

extension SettingsReader {
    /// The section `identityProviders`: a list, of which no two have the same name or issuer.
    mutating func identityProviders(_ node: Node) -> [IdentityProvider] {
        guard case .sequence(let items) = node else {
            report(node, "identityProviders", "expected a list of providers, each with name, issuer and clientId")
            return []
        }
        var providers: [IdentityProvider] = []
        for (index, item) in items.enumerated() {
            guard let provider = identityProvider(item, "identityProviders[\(index)]") else { continue }
            if providers.contains(where: { $0.name == provider.name || $0.issuer == provider.issuer }) {
                report(item, "identityProviders[\(index)]", "another provider has the same name or issuer")
            }
            providers.append(provider)
        }
        return providers
    }

    private mutating func identityProvider(_ node: Node, _ field: String) -> IdentityProvider? {
        let values = mapping(
            node, field,
            keys: [
                "name", "issuer", "clientId", "clientSecret", "scopes", "parameters", "claims", "groups", "algorithms",
                "clockSkew", "longestSession", "checkInterval", "machines",
            ])
        for key in ["name", "issuer", "clientId"] where values[key] == nil {
            report(node, field, "'\(key)' is missing")
        }
        let name = values["name"].flatMap { label($0, "\(field).name") }
        let issuer = values["issuer"].flatMap { self.issuer($0, "\(field).issuer") }
        let client = values["clientId"].flatMap { text($0, "\(field).clientId") }
        // Read to its end even if it is not one, so that all its problems are told at once.
        guard
            var provider = ProviderURL("https://unread").map({
                IdentityProvider(name: name ?? "", issuer: issuer ?? $0, clientID: client ?? "")
            })
        else { return nil }
        if let value = values["clientSecret"] { provider.clientSecret = secret(value, "\(field).clientSecret") }
        if let value = values["scopes"] { provider.scopes = texts(value, "\(field).scopes") }
        if let value = values["parameters"] { provider.parameters = parameters(value, "\(field).parameters") }
        if let value = values["claims"] { claims(value, "\(field).claims", &provider.claims) }
        if let value = values["groups"] { provider.groups = groups(value, "\(field).groups") }
        if let value = values["algorithms"] { provider.algorithms = algorithms(value, "\(field).algorithms") }
        times(values, field, &provider)
        if let value = values["machines"] {
            provider.machines = machines(value, "\(field).machines", provider.clientID)
        }
        return name == nil || issuer == nil || client == nil ? nil : provider
    }

    private mutating func times(_ values: [String: Node], _ field: String, _ provider: inout IdentityProvider) {
        if let value = values["clockSkew"] {
            provider.clockSkew =
                duration(value, "\(field).clockSkew", in: 0...300) ?? provider.clockSkew
        }
        if let value = values["longestSession"] {
            provider.longestSession =
                duration(value, "\(field).longestSession", in: 60...30 * 86_400) ?? provider.longestSession
        }
        if let value = values["checkInterval"] {
            provider.checkInterval =
                duration(value, "\(field).checkInterval", in: 1...IdentityProvider.longestCheckInterval)
                ?? provider.checkInterval
        }
    }

    private mutating func machines(_ node: Node, _ field: String, _ client: String) -> MachineRules? {
        let values = mapping(node, field, keys: ["audiences", "user", "names", "personClaim", "longestToken"])
        var rules = MachineRules(audiences: [])
        if let value = values["audiences"] { rules.audiences = Set(texts(value, "\(field).audiences")) }
        if rules.audiences.isEmpty {
            report(node, "\(field).audiences", "expected whom the tokens are for, such as this server's address")
        }
        if rules.audiences.contains(client) {
            report(
                node, "\(field).audiences",
                "may not have the client's id: tokens of logins would count as tokens for requests")
        }
        if let value = values["user"] { rules.user = text(value, "\(field).user") ?? rules.user }
        if let value = values["personClaim"] { rules.personClaim = text(value, "\(field).personClaim") }
        if let value = values["longestToken"] {
            rules.longestToken = duration(value, "\(field).longestToken", in: 10...86_400) ?? rules.longestToken
        }
        for (key, value) in pairs(values["names"], "\(field).names") {
            guard let text = text(value, "\(field).names") else { continue }
            guard let name = UserName(rawValue: text) else {
                report(
                    value, "\(field).names", "found \(text.quotedForMessage), which \(UserName.problem(in: text) ?? "")"
                )
                continue
            }
            rules.names[key] = name
        }
        return rules
    }

    private mutating func secret(_ node: Node, _ field: String) -> ClientSecret? {
        let values = mapping(node, field, keys: ["file", "environment"])
        switch (values["file"].flatMap { text($0, field) }, values["environment"].flatMap { text($0, field) }) {
        case (let path?, nil) where path.hasPrefix("/"): return .file(path)
        case (nil, let name?): return .environment(name)
        default:
            report(
                node, field,
                "expected either {file: /absolute/path} or {environment: NAME}; a secret does not stand here")
            return nil
        }
    }

    private mutating func claims(_ node: Node, _ field: String, _ claims: inout ClaimNames) {
        let values = mapping(node, field, keys: ["user", "email", "groups"])
        if let value = values["user"] { claims.user = text(value, "\(field).user") ?? claims.user }
        if let value = values["email"] { claims.email = text(value, "\(field).email") ?? claims.email }
        if let value = values["groups"] { claims.groups = text(value, "\(field).groups") ?? claims.groups }
    }

    private mutating func groups(_ node: Node, _ field: String) -> [String: Set<GroupName>] {
        var groups: [String: Set<GroupName>] = [:]
        for (key, value) in pairs(node, field) {
            for text in texts(value, field) {
                guard let name = GroupName(rawValue: text) else {
                    report(value, field, "found \(text.quotedForMessage), which \(GroupName.problem(in: text) ?? "")")
                    continue
                }
                groups[key, default: []].insert(name)
            }
        }
        return groups
    }

    private mutating func algorithms(_ node: Node, _ field: String) -> Set<SignatureAlgorithm> {
        let texts = texts(node, field)
        let known = SignatureAlgorithm.allCases.map(\.rawValue)
        for text in texts where !known.contains(text) {
            report(node, field, "found \(text.quotedForMessage), allowed are \(known.joined(separator: ", "))")
        }
        return Set(texts.compactMap { SignatureAlgorithm(rawValue: $0) })
    }

    /// What nobody needs and what would undo a protection is refused.
    private mutating func parameters(_ node: Node, _ field: String) -> [String: String] {
        let own = [
            "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
            "code_challenge_method", "response_mode", "request", "request_uri",
        ]
        var parameters: [String: String] = [:]
        for (key, value) in pairs(node, field) {
            if own.contains(key) { report(value, field, "\(key.quotedForMessage) is the server's own to set") }
            parameters[key] = text(value, field)
        }
        return parameters
    }

    private mutating func label(_ node: Node, _ field: String) -> String? {
        guard let text = text(node, field) else { return nil }
        guard text.utf8.count <= 32,
            text.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D })
        else {
            report(
                node, field, "found \(text.quotedForMessage), expected lower-case letters, digits and '-', at most 32")
            return nil
        }
        return text
    }

    private mutating func issuer(_ node: Node, _ field: String) -> ProviderURL? {
        guard let text = text(node, field) else { return nil }
        guard let url = ProviderURL(text), url.isIssuer else {
            report(node, field, "found \(text.quotedForMessage), expected https://…, or http:// on the loopback")
            return nil
        }
        return url
    }

    /// A text alone is a list of one.
    private mutating func texts(_ node: Node, _ field: String) -> [String] {
        guard case .sequence(let items) = node else { return text(node, field).map { [$0] } ?? [] }
        var texts: [String] = []
        for item in items { if let text = text(item, field) { texts.append(text) } }
        return texts
    }

    private mutating func pairs(_ node: Node?, _ field: String) -> [(String, Node)] {
        guard let node else { return [] }
        guard case .mapping(let mapping) = node else {
            report(node, field, "expected keys and values")
            return []
        }
        var pairs: [(String, Node)] = []
        for (key, value) in mapping {
            if let name = key.string {
                pairs.append((name, value))
            } else {
                report(key, field, "expected a text as key")
            }
        }
        return pairs
    }

    private mutating func duration(_ node: Node, _ field: String, in range: ClosedRange<Double>) -> Double? {
        guard let seconds = duration(node, field, atLeast: range.lowerBound) else { return nil }
        guard seconds <= range.upperBound else {
            report(node, field, "is too long: at most \(Int(range.upperBound)) s")
            return nil
        }
        return seconds
    }
}

extension SettingsReader {
    /// Where people's browsers find the server: scheme, host and port alone.
    mutating func publicURL(_ node: Node) -> String? {
        guard let text = text(node, "publicUrl") else { return nil }
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard let url = ProviderURL(trimmed),
            url.text.split(separator: "/", omittingEmptySubsequences: false).count == 3,
            url.isIssuer
        else {
            report(
                node, "publicUrl",
                "found \(text.quotedForMessage), expected an address such as https://sluice.example.org")
            return nil
        }
        return trimmed
    }
}
