@testable import Promotion

/// A promotion to prod that two release managers, an engineer and a service could have to do with.
struct ApprovalFixture {
    static let hour: Int64 = 3_600_000
    static let decided = Timestamp(milliseconds: 1_000 * hour)

    static let ana = person("ana", "ana@example.org", "Ana.Lima@mail.example")
    static let bo = person("bo", "bo@example.org")
    static let cy = person("cy", "cy@example.org")

    var access: AccessPolicy
    var question: ApprovalQuestion

    init(_ policy: ApprovalPolicy = ApprovalPolicy(required: 1)) {
        let managers = GroupName(checked: "release-managers")
        let risk = GroupName(checked: "risk")
        access = AccessPolicy(
            people: Dictionary(uniqueKeysWithValues: [Self.ana, Self.bo, Self.cy].map { ($0.name, $0) }),
            groups: [managers: ["ana", "bo"].names, risk: ["bo", "cy"].names],
            grants: [Grant(.releaseManager, to: .group(managers)), Grant(.releaseManager, to: .group(risk))])
        question = ApprovalQuestion(
            policy: policy, subject: Self.subject, decidedAt: Self.decided,
            parts: ChangeParts(
                authors: [Contributor(name: "Dee", email: "dee@example.org")],
                committers: [Contributor(name: "Forge", email: "noreply@forge.example")]), access: access)
    }

    static func person(_ name: String, _ emails: String...) -> Person {
        Person(name: UserName(checked: name), emails: Set(emails))
    }

    static let subject = ApprovalSubject(
        project: ProjectName(checked: "churn"), environment: EnvironmentName(checked: "prod"),
        run: RunID(checked: "churn-prod-7"), model: ModelName(checked: "churn"), version: 7,
        commit: CommitID(checked: String(repeating: "c", count: 40)), artifacts: digest("a"),
        datasets: [DatasetName(checked: "customers"): digest("d")], gate: digest("9"))

    static func digest(_ digit: Character) -> Digest { Digest(checked: String(repeating: digit, count: 64)) }

    /// An approval an hour after the gate decided.
    static func approval(
        _ id: Int64, by name: String, kind: Actor.Kind = .person, subject: ApprovalSubject = subject,
        at time: Timestamp = Timestamp(milliseconds: decided.milliseconds + hour), groups: [String] = [],
        key: String? = nil
    ) -> Approval {
        Approval(
            id: id, statement: ApprovalStatement(subject: subject, by: UserName(checked: name), time: time), kind: kind,
            evidence: kind == .administrator ? .endpointFile : .token("t1"),
            groups: Set(groups.map(GroupName.init(checked:))), reason: "fine",
            signature: key.map { StatementSignature(armored: "…", key: $0) })
    }

    /// Two hours after the gate decided.
    func tally(
        _ approvals: Approval..., verified: Set<Int64> = [], after hours: Int64 = 2
    ) -> ApprovalTally {
        var question = question
        question.access = access
        let now = Timestamp(milliseconds: Self.decided.milliseconds + hours * Self.hour)
        return question.tally(approvals, verified: verified, now: now)
    }

    func objection(to approval: Approval, verified: Set<Int64> = [], after hours: Int64 = 2) -> String? {
        tally(approval, verified: verified, after: hours).lines.last?.objection
    }
}

extension [String] {
    var names: Set<UserName> { Set(map(UserName.init(checked:))) }
}
