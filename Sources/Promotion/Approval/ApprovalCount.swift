/// Counts approvals one after another, the oldest first.
struct ApprovalCount {
    private let question: ApprovalQuestion
    private let verified: Set<Int64>
    private let now: Timestamp
    let identities: Identities
    private let excluded: [UserName: String]
    private var lines: [ApprovalTally.Line] = []
    /// The groups, of those that are asked for, in which each person who counts is.
    private var groups: [UserName: Set<GroupName>] = [:]

    init(_ question: ApprovalQuestion, verified: Set<Int64>, now: Timestamp) {
        self.question = question
        self.verified = verified
        self.now = now
        identities = Identities(question.access)
        excluded = Exclusions(question.parts, question.policy.exclude, identities).people
    }

    mutating func add(_ approval: Approval) {
        let objection = objection(to: approval)
        if objection == nil, let person = person(behind: approval) {
            groups[person] = askedGroups(of: approval)
        }
        lines.append(ApprovalTally.Line(approval: approval, objection: objection))
    }

    // MARK: Who it is

    /// Whether it is known who gave it: by a token or a login of theirs, or by their signature.
    private func isVerified(_ approval: Approval) -> Bool {
        approval.kind != .administrator || isSigned(approval)
    }

    private func isSigned(_ approval: Approval) -> Bool { approval.signature != nil && verified.contains(approval.id) }

    /// Nil for a service that nobody, or more than one person, answers for.
    private func person(behind approval: Approval) -> UserName? {
        guard isVerified(approval) else { return .administrator }
        let people = identities.people(behind: approval.statement.by)
        if approval.kind == .service, !identities.isOwned(approval.statement.by) { return nil }
        return people.count == 1 ? people.first : nil
    }

    /// Now, not when it was given: only of groups that an identity provider keeps, nothing newer is known.
    private func groups(of approval: Approval) -> Set<GroupName> {
        let known = question.access.groups
        return approval.groups.filter { known[$0] == nil }.union(question.access.groups(of: approval.statement.by))
    }

    private func askedGroups(of approval: Approval) -> Set<GroupName> {
        let groups = groups(of: approval)
        return question.policy.from.isEmpty ? groups : groups.intersection(question.policy.from)
    }

    // MARK: Why it does not count

    private func objection(to approval: Approval) -> String? {
        let statement = approval.statement
        if let other = question.subject.differentThings(from: statement.subject).first { return other }
        let changes = question.subject.changes(since: statement.subject)
        guard changes.isEmpty else { return "void, because \(changes.joined(separator: ", "))" }
        if statement.time < question.decidedAt { return "it was given before the gate decided" }
        if now.milliseconds - statement.time.milliseconds >= question.policy.expires * 1000 {
            return "it expired after \(question.policy.expires.shownDuration)"
        }
        return objection(toPersonBehind: approval)
    }

    private func objection(toPersonBehind approval: Approval) -> String? {
        let by = approval.statement.by
        if approval.signature != nil, let problem = problemOfSignature(approval) { return problem }
        if question.policy.signed, !isSigned(approval) { return "it is not signed, and the policy asks for signatures" }
        guard isVerified(approval) else {
            return needsKnownPeople
                ? "nobody verified who '\(by)' is: log in, use a token of your own, or sign"
                : repetition(.administrator)
        }
        guard let person = person(behind: approval) else {
            return "'\(by)' is a service for which not exactly one person answers"
        }
        guard mayApprove(by, approval.kind == .administrator ? .person : approval.kind, groups(of: approval)) else {
            return "\(by) may not approve in '\(question.subject.environment)' any more"
        }
        let from = question.policy.from
        if !from.isEmpty, askedGroups(of: approval).isEmpty {
            return "\(by) is not in \(from.map(\.rawValue).joined(separator: " or "))"
        }
        if let part = excluded[person] { return "\(by) \(part)" }
        return repetition(person)
    }

    private func problemOfSignature(_ approval: Approval) -> String? {
        guard verified.contains(approval.id) else { return "its signature does not fit what is stored" }
        let keys = question.access.people[approval.statement.by]?.sshKeys ?? []
        let isTheirs = approval.signature.map { keys.contains($0.key) } ?? false
        return isTheirs ? nil : "the key that signed it is no longer \(approval.statement.by)'s"
    }

    private func repetition(_ person: UserName) -> String? {
        guard groups[person] != nil else { return nil }
        return "\(person) has approved already, and one person counts once"
    }

    /// Whether a name that nobody verified is not enough.
    private var needsKnownPeople: Bool { question.policy.asksForKnownPeople || question.policyChange != nil }

    private func mayApprove(_ name: UserName, _ kind: Actor.Kind, _ groups: Set<GroupName>) -> Bool {
        let subject = question.subject
        let actor = Actor(name: name, kind: kind, groups: groups, evidence: .endpointFile)
        return question.access.verbs(of: actor, in: subject.project, subject.environment).contains(.approve)
    }

    // MARK: What is missing

    var tally: ApprovalTally {
        var missing: [String] = []
        let from = question.policy.from.map(\.rawValue).joined(separator: " or ")
        let open = question.required - groups.count
        if open > 0 {
            let of = groups.isEmpty ? "" : " of \(question.required)"
            missing.append(
                "waits for \(open)\(of) approval\(question.required == 1 ? "" : "s")\(from.isEmpty ? "" : " from \(from)")"
                    + (question.isFirst && question.policy.required == 0 ? " because there is no champion yet" : ""))
        } else if question.policy.differentGroups {
            let reached = GroupMatching(groups).size
            if reached < question.required {
                missing.append(
                    "waits for approvals from \(question.required) different groups; those given come from \(reached)")
            }
        }
        if let sentence = secondPersonMissing { missing.append(sentence) }
        return ApprovalTally(
            required: question.required, lines: lines, missing: missing,
            mayApprove: missing.isEmpty ? [] : peopleWhoCould, notes: notes)
    }

    private var changers: Set<UserName> { identities.people(named: question.policyChange?.changers ?? []) }

    private var secondPersonMissing: String? {
        guard let change = question.policyChange, question.required > 0 else { return nil }
        let changers = changers
        guard !groups.keys.contains(where: { !changers.contains($0) && $0 != .administrator }) else { return nil }
        return "needs somebody who did not change the rules, or 24 h since then: \(change.sentence)"
    }

    /// The people known by name whose approval would count now.
    private var peopleWhoCould: [UserName] {
        let from = Set(question.policy.from)
        let barred = secondPersonMissing == nil ? [] : changers
        let able = question.access.people.keys.filter { name in
            let groups = question.access.groups(of: name)
            let person = identities.person(name)
            return mayApprove(name, .person, groups) && (from.isEmpty || !groups.isDisjoint(with: from))
                && excluded[person] == nil && self.groups[person] == nil && !barred.contains(person)
                && !identities.isOwned(name)
        }
        return Set(able.map { identities.person($0) }).sorted()
    }

    private var notes: [String] {
        var notes = question.parts.notes
        if question.policy.exclude.contains(.author) {
            for author in question.parts.authors where identities.people(named: author).isEmpty {
                notes.append("author \(author.description.quotedForMessage) is nobody whom the server knows")
            }
        }
        if question.policy.exclude.contains(.pusher), question.parts.pusher == nil {
            notes.append("git does not say who pushed; the committers are ruled out in the pusher's place")
        }
        if let change = question.policyChange { notes.append(change.sentence) }
        return notes
    }
}

extension Int64 {
    /// Seconds in the largest unit that leaves no rest, such as `7d`.
    fileprivate var shownDuration: String {
        for (unit, length) in [("d", 86_400), ("h", 3600), ("m", 60)] as [(String, Int64)] where self % length == 0 {
            return "\(self / length)\(unit)"
        }
        return "\(self)s"
    }
}
