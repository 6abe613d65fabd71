/// The greatest number of people that can each stand for another group: a maximum matching by augmenting paths (Kuhn's algorithm).
struct GroupMatching {
    private var taken: [GroupName: UserName] = [:]
    private let groups: [UserName: Set<GroupName>]

    init(_ groups: [UserName: Set<GroupName>]) {
        self.groups = groups
        for person in groups.keys.sorted() {
            var tried: Set<GroupName> = []
            _ = place(person, &tried)
        }
    }

    var size: Int { taken.count }

    private mutating func place(_ person: UserName, _ tried: inout Set<GroupName>) -> Bool {
        for group in groups[person, default: []].sorted() where tried.insert(group).inserted {
            if let holder = taken[group], !place(holder, &tried) { continue }
            taken[group] = person
            return true
        }
        return false
    }
}
