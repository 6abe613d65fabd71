/// Whom their part in a change rules out as approvers, and the words for it.
struct Exclusions {
    private(set) var people: [UserName: String] = [:]

    init(_ parts: ChangeParts, _ excluded: [ApprovalExclusion], _ identities: Identities) {
        for exclusion in excluded {
            switch exclusion {
            case .author:
                add(identities.people(named: parts.authors), "is an author of the change")
                for name in parts.uploaders { add(identities.people(behind: name), "uploaded the model") }
            case .committer: add(identities.people(named: parts.committers), "is a committer of the change")
            case .pusher:
                if let pusher = parts.pusher {
                    add(identities.people(behind: pusher), "pushed the change")
                } else {
                    add(identities.people(named: parts.committers), "is a committer, which stands for the pusher")
                }
            case .runStarter:
                if let starter = parts.starter { add(identities.people(behind: starter), "started the run") }
            }
        }
    }

    private mutating func add(_ names: Set<UserName>, _ part: String) {
        for name in names where people[name] == nil { people[name] = "\(part), and the policy excludes that" }
    }
}
