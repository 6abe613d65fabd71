/// Who must agree before a promotion.
package struct ApprovalPolicy: Hashable, Sendable {
    /// How many distinct people; 0 promotes by itself.
    package var required: Int
    /// Groups that an approver must belong to; empty for anybody who may approve.
    package var from: [GroupName]
    /// Whether each approval must come from another group.
    package var differentGroups: Bool
    /// Parts in the change that rule a person out, such as `author`.
    package var exclude: [ApprovalExclusion]
    /// How long an approval counts, in seconds.
    package var expires: Int64
    /// Whether only approvals count that the person signed with an SSH key of theirs.
    package var signed: Bool
    /// What it takes to let a candidate past a check.
    package var overrides: OverrideRule

    /// A week, in seconds.
    package static let defaultExpiry: Int64 = 7 * 86_400

    package init(
        required: Int = 0, from: [GroupName] = [], differentGroups: Bool = false, exclude: [ApprovalExclusion] = [],
        expires: Int64 = defaultExpiry, signed: Bool = false, overrides: OverrideRule = .onePerson
    ) {
        self.required = required
        self.from = from
        self.differentGroups = differentGroups
        self.exclude = exclude
        self.expires = expires
        self.signed = signed
        self.overrides = overrides
    }

    /// Whether it matters who approves, so that a name that nobody verified does not do.
    package var asksForKnownPeople: Bool {
        required > 1 || !from.isEmpty || differentGroups || !exclude.isEmpty || signed
    }
}

/// A part that somebody had in a change, and that rules them out as its approver.
package enum ApprovalExclusion: String, Codable, Sendable, CaseIterable {
    /// Wrote a commit of the change, alone or with others, or brought the model's files.
    case author
    case committer
    /// Git does not say who pushed; the committers stand in where nobody else does.
    case pusher
    case runStarter = "run-starter"
}

/// What it takes to let a candidate past a check by name and reason.
package enum OverrideRule: String, Codable, Sendable, CaseIterable {
    /// The word of one person who has the verb.
    case onePerson = "one-person"
    /// The same, signed with an SSH key of theirs.
    case signature
    /// The word of two people who have the verb.
    case twoPeople = "two-people"
}

// Keys that came later are left out while they say nothing, so that the digests of older policies stay what they were.
extension ApprovalPolicy: Codable {
    private enum Key: String, CodingKey {
        case required, from, differentGroups, exclude, expires, signed, overrides
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            required: try values.decode(Int.self, forKey: .required),
            from: try values.decode([GroupName].self, forKey: .from),
            differentGroups: try values.decodeIfPresent(Bool.self, forKey: .differentGroups) ?? false,
            exclude: try values.decode([ApprovalExclusion].self, forKey: .exclude),
            expires: try values.decodeIfPresent(Int64.self, forKey: .expires) ?? Self.defaultExpiry,
            signed: try values.decodeIfPresent(Bool.self, forKey: .signed) ?? false,
            overrides: try values.decodeIfPresent(OverrideRule.self, forKey: .overrides) ?? .onePerson)
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(required, forKey: .required)
        try values.encode(from, forKey: .from)
        try values.encode(exclude, forKey: .exclude)
        if differentGroups { try values.encode(true, forKey: .differentGroups) }
        if expires != Self.defaultExpiry { try values.encode(expires, forKey: .expires) }
        if signed { try values.encode(true, forKey: .signed) }
        if overrides != .onePerson { try values.encode(overrides, forKey: .overrides) }
    }
}
