import Catalog
import Engine
import Promotion

/// Many people in groups, with roles in many projects, each of which has a file of its own.
struct Crowd {
    let people: Int
    let groups: Int
    let projects: Int

    /// Who asks: in three groups, with roles in two projects.
    let owner = UserName(checked: "user7")

    /// Whether the token's owner may do something, as each request asks.
    func ask(_ book: AccessBook, _ token: String) throws {
        guard case .known(let bearer) = try book.bearer(ofToken: token),
            bearer.rights.allows(.edit, in: project(7), EnvironmentName(checked: "prod"))
        else { throw Unexpected() }
    }

    /// The benchmark would measure something else.
    struct Unexpected: Error {}

    private func project(_ number: Int) -> ProjectName { ProjectName(checked: "p\(number)x") }

    private func group(_ number: Int) -> GroupName { GroupName(checked: "group\(number)") }

    /// Puts everybody into the catalog, and gives the owner's token.
    func store(in catalog: Catalog, at time: Timestamp) async throws -> String {
        let text = "sluice_pat_" + String(repeating: "a", count: 63)
        let crowd = self
        try await catalog.write { transaction in
            for number in 0..<crowd.groups { try transaction.insertGroup(crowd.group(number), at: time) }
            for number in 0..<crowd.people {
                let user = UserName(checked: "user\(number)")
                try transaction.insertUser(
                    UserReport(name: user, kind: .person, emails: ["user\(number)@example.org"], created: time))
                for offset in [0, 17, 31] {
                    _ = try transaction.addMember(user, to: crowd.group((number + offset) % crowd.groups))
                }
            }
            for number in 0..<crowd.projects { try crowd.storeProject(number, transaction, at: time) }
            try transaction.insertToken(
                TokenReport(
                    id: "benchmark", owner: crowd.owner, label: "", scope: TokenScope(verbs: [.view, .edit]),
                    createdBy: "benchmark", created: time,
                    expires: Timestamp(milliseconds: time.milliseconds + 3_600_000)), digest: Digest(ofText: text))
        }
        return text
    }

    private func storeProject(_ number: Int, _ transaction: CatalogTransaction, at time: Timestamp) throws {
        let name = project(number)
        try transaction.insertProject(
            ProjectRecord(
                name: name, source: "/nonexistent", protectedRef: RefName(checked: "refs/heads/main"),
                dataFolder: "/nonexistent", created: time))
        _ = try transaction.insertGrant(
            Grant(.engineer, to: .group(group(number)), project: name), by: "benchmark", at: time)
        let file = AccessPolicy(
            groups: [GroupName(checked: "own"): [owner]],
            grants: [Grant(.viewer, to: .group(GroupName(checked: "own")))])
        _ = try transaction.setAccessFile(
            file, of: name, commit: CommitID(checked: String(repeating: "a", count: 40)), at: time)
    }
}
