import Promotion

/// `approvals` of an environment.
enum ApprovalShape {
    static var shape: Shape<ApprovalPolicy> {
        Shape<ApprovalPolicy>.record(
            "approvals",
            Field("required", "How many distinct people; 0 promotes by itself.", .integer(0...20)),
            Field(
                "from", "Groups that an approver must belong to. Default: anybody who may approve.",
                .list(of: group, "group names", atMost: 50).distinct(\.rawValue), or: []),
            Field(
                "different_groups", "Whether each approval must come from another group. Default: false.", .bool(),
                or: false),
            Field(
                "exclude", "Parts in the change that rule a person out.",
                .list(of: .choice("a part in a change", placeholder: .author), "parts in a change", atMost: 4).distinct(
                    \.rawValue), or: []),
            Field(
                "expires", "How long an approval counts, such as 12h. Default: 7d.", .duration(60...365 * 86_400),
                or: ApprovalPolicy.defaultExpiry),
            Field(
                "signed", "Whether only approvals count that are signed with the person's SSH key. Default: false.",
                .bool(), or: false),
            Field(
                "overrides", "What it takes to let a candidate past a check. Default: one-person.",
                .choice("a rule for overrides", placeholder: .onePerson), or: .onePerson)
        ) { required, from, differentGroups, exclude, expires, signed, overrides in
            ApprovalPolicy(
                required: required, from: from, differentGroups: differentGroups, exclude: exclude, expires: expires,
                signed: signed, overrides: overrides)
        }
        .checked { policy, node, path, reading in
            guard case .mapping = node.content else { return }
            check(policy, node, path, reading)
        }
    }

    private static var group: Shape<GroupName> { .name(pattern: NamePattern.identifier, longest: 63) }

    private static func check(_ policy: ApprovalPolicy, _ node: YAMLNode, _ path: FieldPath, _ reading: Reading) {
        if policy.required == 0, policy.asksForKnownPeople {
            reading.report(.warning, at: node.position, path: path, "nobody is asked while 'required' is 0")
        }
        guard policy.differentGroups, !policy.from.isEmpty, policy.from.count < policy.required else { return }
        reading.report(
            at: node.position, path: path,
            "\(policy.required) approvals from different groups cannot come from the \(policy.from.count) in 'from'")
    }
}
