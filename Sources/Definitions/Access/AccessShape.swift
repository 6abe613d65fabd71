import Promotion

/// `access.yaml`, field by field.
enum AccessShape {
    static let mostPeople = 5000

    static var document: Shape<AccessPolicy> {
        .record(
            "an access file",
            Field("apiVersion", "Version of this format.", .constant("API version", "sluice/v1")),
            Field("kind", "What the file defines.", .constant("kind", "Access")),
            Field("spec", "Who may do what in this project.", spec)
        ) { _, _, policy in policy }
    }

    private static var spec: Shape<AccessPolicy> {
        .record(
            "an access file's spec",
            Field(
                "people", "By what people are recognised in changes and approvals. Default: nobody.", people, or: [:]),
            Field("groups", "Groups of this project, by name. Default: none.", groups, or: [:]),
            Field(
                "roles", "Who has which role in this project. Default: nobody.",
                .list(of: role, "roles", atMost: 1000), or: [])
        ) { AccessPolicy(people: $0, groups: $1, grants: $2) }
    }

    private static var people: Shape<[UserName: Person]> {
        Shape<[(key: String, value: Person)]>
            .dictionary("user name", keyPattern: userPattern, of: person, atMost: mostPeople, problem: UserName.problem)
            .map { people in
                Dictionary(
                    people.map { key, person in
                        let name = UserName(checked: key)
                        return (name, Person(name: name, emails: person.emails, sshKeys: person.sshKeys))
                    }
                ) { first, _ in first }
            }
    }

    private static var person: Shape<Person> {
        .record(
            "a person",
            Field(
                "emails", "Addresses in this person's commits. Default: none.",
                .list(of: mark("an e-mail address", UserMarks.email), "e-mail addresses", atMost: 50), or: []),
            Field(
                "sshKeys", "Public keys that sign this person's approvals, a line of OpenSSH each. Default: none.",
                .list(of: mark("a public key", UserMarks.sshKey), "public keys", atMost: 50), or: [])
        ) { Person(name: UserName(checked: .placeholderName), emails: Set($0), sshKeys: Set($1)) }
    }

    private static func mark(
        _ noun: String, _ read: @escaping (String) throws(InvalidName) -> String
    ) -> Shape<String> {
        Shape<String>.text(noun, longest: 4096).parsed(placeholder: .placeholderName) { text, _ in
            do throws(InvalidName) { return .success(try read(text)) } catch { return .failure(error.description) }
        }
    }

    private static var groups: Shape<[GroupName: Set<UserName>]> {
        let members = Shape<[UserName]>.list(of: .userName, "user names", atMost: mostPeople).distinct(\.rawValue)
        return Shape<[(key: String, value: [UserName])]>
            .dictionary("group name", keyPattern: NamePattern.identifier, of: members, problem: GroupName.problem)
            .map { groups in
                Dictionary(groups.map { (GroupName(checked: $0.key), Set($0.value)) }) { first, _ in first }
            }
    }

    private static var role: Shape<Grant> {
        typealias Parts = (role: FileRole, user: UserName?, group: GroupName?, environments: [EnvironmentName]?)
        return Shape<Parts>.record(
            "a role",
            Field("role", "The role.", .choice("a role that a file can give", placeholder: .viewer)),
            Field("user", "Who has it; instead, 'group'.", Shape<UserName>.userName.optional, or: nil),
            Field("group", "The group that has it; instead, 'user'.", Shape<GroupName>.groupName.optional, or: nil),
            Field(
                "environments", "Where they have it. Default: in all environments, and in what belongs to none.",
                Shape<[EnvironmentName]>.list(of: .environmentName, "environments", atLeast: 1, atMost: 50)
                    .distinct(\.rawValue).optional, or: nil)
        ) { ($0, $1, $2, $3) }
        .checked { role, node, path, reading in
            guard case .mapping = node.content, (role.user == nil) == (role.group == nil) else { return }
            reading.report(
                at: node.position, path: path, "a role belongs to one 'user' or to one 'group'",
                allowed: ["user", "group"])
        }
        .map { parts in
            Grant(
                parts.role.role,
                to: parts.group.map { .group($0) } ?? .user(parts.user ?? UserName(checked: .placeholderName)),
                environments: parts.environments.map { Set($0) })
        }
    }

    /// What a project's file may give. Who administers is the server's to say.
    private enum FileRole: String, CaseIterable {
        case viewer, engineer
        case releaseManager = "release-manager"
        case auditor

        var role: Role {
            switch self {
            case .viewer: .viewer
            case .engineer: .engineer
            case .releaseManager: .releaseManager
            case .auditor: .auditor
            }
        }
    }

    static let userPattern = "^[a-z0-9][a-z0-9._@-]*$"
}

extension Shape where Value == UserName {
    static var userName: Shape { .name(pattern: AccessShape.userPattern, longest: 64) }
}

extension Shape where Value == GroupName {
    static var groupName: Shape { .name(pattern: NamePattern.identifier, longest: 63) }
}
