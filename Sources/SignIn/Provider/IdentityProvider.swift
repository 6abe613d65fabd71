package import Promotion

/// What an operator decides about one OpenID Connect provider.
package struct IdentityProvider: Hashable, Sendable {
    /// What people call it on the command line.
    package var name: String
    /// Exactly as the provider spells itself.
    package var issuer: ProviderURL
    package var clientID: String
    /// Nil for a public client, which PKCE alone protects.
    package var clientSecret: ClientSecret?
    /// What is asked for; `openid` is always among them.
    package var scopes: [String]
    /// Further parameters of the authorisation request, such as `access_type`.
    package var parameters: [String: String]
    package var claims: ClaimNames
    /// The groups of Sluice for each value of the groups claim. A value that is not here gives none.
    package var groups: [String: Set<GroupName>]
    package var algorithms: Set<SignatureAlgorithm>
    /// How far the provider's clock may be from ours, in seconds.
    package var clockSkew: Double
    /// Seconds after a login from which on its session is over, whatever the provider says.
    package var longestSession: Double
    /// Seconds after which the provider is asked again whether a session may go on; at most `longestCheckInterval`.
    package var checkInterval: Double
    /// Nil if machines may not come with this provider's tokens.
    package var machines: MachineRules?

    /// Somebody who was disabled at the provider is out after at most this many seconds.
    package static let longestCheckInterval = 300.0

    package init(
        name: String, issuer: ProviderURL, clientID: String, clientSecret: ClientSecret? = nil,
        scopes: [String] = ["openid", "profile", "email"], parameters: [String: String] = [:],
        claims: ClaimNames = ClaimNames(), groups: [String: Set<GroupName>] = [:],
        algorithms: Set<SignatureAlgorithm> = [.rs256, .ps256, .es256, .edDSA], clockSkew: Double = 30,
        longestSession: Double = 12 * 3600, checkInterval: Double = 240, machines: MachineRules? = nil
    ) {
        self.name = name
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.scopes = scopes
        self.parameters = parameters
        self.claims = claims
        self.groups = groups
        self.algorithms = algorithms
        self.clockSkew = clockSkew
        self.longestSession = longestSession
        self.checkInterval = checkInterval
        self.machines = machines
    }
}

/// Where the client's secret is; it is read when it is needed, and never kept.
package enum ClientSecret: Hashable, Sendable {
    /// An absolute path; white space at the end of the file does not count.
    case file(String)
    /// The name of a variable.
    case environment(String)
}

/// Which claims say what.
package struct ClaimNames: Hashable, Sendable {
    /// Becomes the user's name, in lower case.
    package var user: String
    /// Counts only where `email_verified` is true.
    package var email: String
    /// A text or a list of texts; a name with dots, such as `realm_access.roles`, leads into objects.
    package var groups: String

    package init(user: String = "preferred_username", email: String = "email", groups: String = "groups") {
        self.user = user
        self.email = email
        self.groups = groups
    }
}

/// How programs come with tokens that the provider signed for them.
package struct MachineRules: Hashable, Sendable {
    /// A token must be for one of these. The client's id is never among them: tokens of people's logins are not for requests.
    package var audiences: Set<String>
    /// The claim that names the service.
    package var user: String
    /// The name of the service for a value of that claim; a value that is not here is itself the name.
    package var names: [String: UserName]
    /// A claim that only tokens of people have; nil if all are services'.
    package var personClaim: String?
    /// Seconds after its issue from which on a token is not taken any more, whatever its expiry: the provider cannot take it back.
    package var longestToken: Double

    package init(
        audiences: Set<String>, user: String = "sub", names: [String: UserName] = [:], personClaim: String? = nil,
        longestToken: Double = 300
    ) {
        self.audiences = audiences
        self.user = user
        self.names = names
        self.personClaim = personClaim
        self.longestToken = longestToken
    }
}
