/// Somebody known to the server, with everything by which they can be recognised in a change: two accounts of one person are one
/// person when they share a user name, an e-mail address or a key.
package struct Person: Hashable, Codable, Sendable {
    package var name: UserName
    /// Of commits and of the identity provider, in lower case.
    package var emails: Set<String>
    /// Public keys in OpenSSH's one-line form without comment, such as `ssh-ed25519 AAAA…`.
    package var sshKeys: Set<String>
    /// Subjects at identity providers, as `issuer#subject`.
    package var subjects: Set<String>
    /// Services that this person answers for; what they do counts as the person's.
    package var services: Set<UserName>

    package init(
        name: UserName, emails: Set<String> = [], sshKeys: Set<String> = [], subjects: Set<String> = [],
        services: Set<UserName> = []
    ) {
        self.name = name
        self.emails = emails
        self.sshKeys = sshKeys
        self.subjects = subjects
        self.services = services
    }
}
