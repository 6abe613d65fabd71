/// Asks for a person or a service to be known.
package struct AddUserRequest: Hashable, Codable, Sendable {
    package var name: UserName
    /// nil means a person.
    package var kind: UserReport.Kind?
    /// For a service.
    package var owner: UserName?
    package var emails: [String]?
    package var sshKeys: [String]?
    package var subjects: [String]?

    package init(
        name: UserName, kind: UserReport.Kind? = nil, owner: UserName? = nil, emails: [String]? = nil,
        sshKeys: [String]? = nil, subjects: [String]? = nil
    ) {
        self.name = name
        self.kind = kind
        self.owner = owner
        self.emails = emails
        self.sshKeys = sshKeys
        self.subjects = subjects
    }
}

/// Asks for what a person is known by to be changed. What is named by neither list stays.
package struct ChangeUserRequest: Hashable, Codable, Sendable {
    package var add: Marks?
    package var remove: Marks?

    /// E-mail addresses, public keys, and subjects at identity providers.
    package struct Marks: Hashable, Codable, Sendable {
        package var emails: [String]?
        package var sshKeys: [String]?
        package var subjects: [String]?

        package init(emails: [String]? = nil, sshKeys: [String]? = nil, subjects: [String]? = nil) {
            self.emails = emails
            self.sshKeys = sshKeys
            self.subjects = subjects
        }
    }

    package init(add: Marks? = nil, remove: Marks? = nil) {
        self.add = add
        self.remove = remove
    }
}

/// Asks for a group.
package struct AddGroupRequest: Hashable, Codable, Sendable {
    package var name: GroupName

    package init(name: GroupName) { self.name = name }
}

/// Asks for somebody to become a member of a group.
package struct AddMemberRequest: Hashable, Codable, Sendable {
    package var user: UserName

    package init(user: UserName) { self.user = user }
}

/// Asks for a token.
package struct CreateTokenRequest: Hashable, Codable, Sendable {
    /// nil means whoever asks.
    package var owner: UserName?
    /// What it is for.
    package var label: String?
    /// nil means 30 days; at most 90.
    package var expiresInSeconds: Int64?
    /// nil limits it to nothing.
    package var scope: TokenScope?

    package init(
        owner: UserName? = nil, label: String? = nil, expiresInSeconds: Int64? = nil, scope: TokenScope? = nil
    ) {
        self.owner = owner
        self.label = label
        self.expiresInSeconds = expiresInSeconds
        self.scope = scope
    }
}
