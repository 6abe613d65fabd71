/// Which accounts are one person. Accounts that share an e-mail address, an SSH key or a subject at an identity provider are one; a
/// service is whoever answers for it.
package struct Identities: Sendable {
    private let people: [UserName: Person]
    /// For every account the name that stands for the person.
    private var standing: [UserName: UserName] = [:]
    private var owners: [UserName: Set<UserName>] = [:]

    package init(_ policy: AccessPolicy) {
        people = policy.people
        var first: [String: UserName] = [:]
        for person in policy.people.values.sorted(by: { $0.name < $1.name }) {
            for mark in Self.marks(of: person) {
                if let other = first[mark] { join(person.name, other) } else { first[mark] = person.name }
            }
        }
        for person in policy.people.values {
            for service in person.services { owners[service, default: []].insert(self.person(person.name)) }
        }
    }

    /// The name that stands for the person behind an account; for a service that one person answers for, that person's.
    package func person(_ account: UserName) -> UserName {
        var name = account
        while let next = standing[name], next != name { name = next }
        return name
    }

    /// Everybody behind an account: several for a service with several owners.
    package func people(behind account: UserName) -> Set<UserName> {
        guard let owners = owners[account], !owners.isEmpty else { return [person(account)] }
        return owners
    }

    /// Whether somebody answers for it.
    package func isOwned(_ service: UserName) -> Bool { owners[service] != nil }

    /// The people whom a commit names, as far as they are known; empty if nobody is known by that address or name.
    package func people(named contributor: Contributor) -> Set<UserName> {
        let email = contributor.email.lowercased()
        var marks: Set<String> = [email]
        if let account = Self.accountOfPrivateAddress(email) { marks.insert(account) }
        let name = contributor.name.lowercased()
        return people.values.reduce(into: []) { found, person in
            let known = person.emails.map { $0.lowercased() } + [person.name.rawValue]
            if known.contains(where: { marks.contains($0) || $0 == name }) {
                found.formUnion(people(behind: person.name))
            }
        }
    }

    /// All names of one person, for messages.
    package func accounts(of person: UserName) -> [UserName] {
        people.keys.filter { self.person($0) == person }.sorted()
    }

    private mutating func join(_ left: UserName, _ right: UserName) {
        let (one, other) = (person(left), person(right))
        guard one != other else { return }
        standing[max(one, other)] = min(one, other)
    }

    private static func marks(of person: Person) -> [String] {
        person.emails.map { "mail \($0.lowercased())" } + person.sshKeys.map { "key \($0)" }
            + person.subjects.map { "subject \($0)" } + ["mail \(person.name)"]
    }

    /// `ana` for `1234+ana@users.noreply.github.com`, as forges write addresses that people keep to themselves.
    private static func accountOfPrivateAddress(_ email: String) -> String? {
        let parts = email.split(separator: "@")
        guard parts.count == 2, parts[1].hasPrefix("users.noreply.") else { return nil }
        return parts[0].split(separator: "+").last.map(String.init)
    }
}
