/// A person or a service, as the server knows them.
package struct UserReport: Hashable, Codable, Sendable {
    package var name: UserName
    package var kind: Kind
    /// The person who answers for a service; what it does counts as theirs.
    package var owner: UserName?
    package var emails: [String]
    package var sshKeys: [String]
    /// At identity providers, as `issuer#subject`.
    package var subjects: [String]
    /// Of the server's own; those of projects' files are not among them.
    package var groups: [GroupName]
    package var created: Timestamp
    /// Since when they may do nothing any more.
    package var disabled: Timestamp?
    /// When an identity provider last confirmed a login of theirs; nil if they never came through one.
    package var confirmed: Timestamp?
    /// Since when their personal tokens open nothing, because the provider refused; until they log in again.
    package var suspended: Timestamp?

    package enum Kind: String, Codable, Sendable, CaseIterable {
        case person, service
    }

    package init(
        name: UserName, kind: Kind, owner: UserName? = nil, emails: [String] = [], sshKeys: [String] = [],
        subjects: [String] = [], groups: [GroupName] = [], created: Timestamp, disabled: Timestamp? = nil,
        confirmed: Timestamp? = nil, suspended: Timestamp? = nil
    ) {
        self.name = name
        self.kind = kind
        self.owner = owner
        self.emails = emails
        self.sshKeys = sshKeys
        self.subjects = subjects
        self.groups = groups
        self.created = created
        self.disabled = disabled
        self.confirmed = confirmed
        self.suspended = suspended
    }
}

/// One of the server's groups.
package struct GroupReport: Hashable, Codable, Sendable {
    package var name: GroupName
    package var members: [UserName]
    package var created: Timestamp

    package init(name: GroupName, members: [UserName], created: Timestamp) {
        self.name = name
        self.members = members
        self.created = created
    }
}

/// A role that somebody has, where, and who says so.
package struct GrantReport: Hashable, Codable, Sendable {
    /// By which it is revoked; nil for one that a project's file gives.
    package var id: Int64?
    package var grant: Grant
    /// Who gave it, or `access.yaml`.
    package var by: String
    package var since: Timestamp

    package init(id: Int64?, grant: Grant, by: String, since: Timestamp) {
        self.id = id
        self.grant = grant
        self.by = by
        self.since = since
    }
}

/// A token without its secret.
package struct TokenReport: Hashable, Codable, Sendable {
    /// Public: it is part of the token's text, and what records name.
    package var id: String
    package var owner: UserName
    /// What it is for, in its maker's words.
    package var label: String
    package var scope: TokenScope
    package var createdBy: String
    package var created: Timestamp
    package var expires: Timestamp
    /// To the minute; nil if it was never used.
    package var lastUsed: Timestamp?
    package var revoked: Timestamp?
    /// Since when it opens nothing because no identity provider confirms its owner any more; until they log in again.
    package var suspended: Timestamp?

    package init(
        id: String, owner: UserName, label: String, scope: TokenScope, createdBy: String, created: Timestamp,
        expires: Timestamp, lastUsed: Timestamp? = nil, revoked: Timestamp? = nil
    ) {
        self.id = id
        self.owner = owner
        self.label = label
        self.scope = scope
        self.createdBy = createdBy
        self.created = created
        self.expires = expires
        self.lastUsed = lastUsed
        self.revoked = revoked
    }
}

/// A token at the only moment when its text is known.
package struct NewTokenReport: Hashable, Codable, Sendable {
    /// The secret. The server keeps no more than its digest.
    package var token: String
    package var report: TokenReport

    package init(token: String, report: TokenReport) {
        self.token = token
        self.report = report
    }
}

/// Who a request comes from, and what they may do.
package struct WhoAmIReport: Hashable, Codable, Sendable {
    package var actor: Actor
    package var grants: [Grant]
    /// What the token is limited to; nil if to nothing.
    package var scope: TokenScope?
    package var expires: Timestamp?

    package init(actor: Actor, grants: [Grant], scope: TokenScope?, expires: Timestamp?) {
        self.actor = actor
        self.grants = grants
        self.scope = scope
        self.expires = expires
    }
}

/// Whether somebody may do something, and why.
package struct AccessAnswer: Hashable, Codable, Sendable {
    package var user: UserName
    package var verb: Verb
    package var project: ProjectName?
    package var environment: EnvironmentName?
    package var isAllowed: Bool
    /// What allows it, or what is missing, a sentence each.
    package var reasons: [String]

    package init(
        user: UserName, verb: Verb, project: ProjectName?, environment: EnvironmentName?, isAllowed: Bool,
        reasons: [String]
    ) {
        self.user = user
        self.verb = verb
        self.project = project
        self.environment = environment
        self.isAllowed = isAllowed
        self.reasons = reasons
    }
}
