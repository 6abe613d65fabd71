package import Promotion

/// Who a verified token says somebody is.
package struct Identity: Hashable, Sendable {
    package let issuer: String
    /// Never changes and never goes to somebody else, unlike the name.
    package let subject: String
    package let user: UserName
    package let kind: Actor.Kind
    /// One that the provider has verified, in lower case.
    package let email: String?
    package let groups: Set<GroupName>
    /// When a person last showed the provider who they are, if it says so.
    package let authenticatedAt: Timestamp?

    /// As `Person.subjects` has it.
    package var qualifiedSubject: String { "\(issuer)#\(subject)" }

    /// `machines` is nil for the token of a login.
    init(_ claims: TokenClaims, of provider: IdentityProvider, machines: MachineRules?) throws(SignInError) {
        issuer = provider.issuer.text
        subject = claims.text("sub") ?? ""
        let isPerson = machines.map { rules in rules.personClaim.map { claims.text($0) != nil } ?? false } ?? true
        kind = isPerson ? .person : .service
        if let machines, !isPerson {
            user = try Self.service(claims, machines)
        } else {
            user = try Self.person(claims, provider.claims)
        }
        email = Self.email(claims, provider.claims.email)
        let values = claims.value(provider.claims.groups)?.texts ?? []
        groups = values.reduce(into: []) { $0.formUnion(provider.groups[$1] ?? []) }
        authenticatedAt = try claims.time("auth_time")
    }

    private static func person(_ claims: TokenClaims, _ names: ClaimNames) throws(SignInError) -> UserName {
        let value = names.user == names.email ? email(claims, names.email) : claims.text(names.user)
        return try name(value, in: names.user)
    }

    private static func service(_ claims: TokenClaims, _ rules: MachineRules) throws(SignInError) -> UserName {
        let value = claims.text(rules.user)
        if let value, let listed = rules.names[value] { return listed }
        return try name(value, in: rules.user)
    }

    /// Names differ in more than the case of their letters, as everywhere in Sluice.
    private static func name(_ value: String?, in claim: String) throws(SignInError) -> UserName {
        guard let name = value.flatMap({ UserName(rawValue: $0.lowercased()) }) else {
            throw SignInError(
                .rejected, "the identity provider gives no name that this server can use; tell its operator",
                detail: "claim \(claim.quotedForMessage) is no user name: \((value ?? "missing").quotedForMessage)")
        }
        return name
    }

    private static func email(_ claims: TokenClaims, _ claim: String) -> String? {
        // Some providers write the flag as a text.
        guard claims.isTrue("email_verified") || claims.text("email_verified") == "true" else { return nil }
        return claims.text(claim)?.lowercased()
    }
}
