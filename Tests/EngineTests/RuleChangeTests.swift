import Catalog
import Foundation
import Promotion
import Testing

@testable import Engine

@Suite("Changes of the rules")
struct RuleChangeTests {
    private func newest(_ people: PeopleBench) async throws -> PolicyChange? {
        try await people.bench.catalog.read {
            try $0.newestPolicyChange(of: EngineBench.project, concerning: EngineBench.dev)
        }
    }

    @Test(
        "A-06, A-13: a change of a gate or of approvals is on record with both digests and everybody who made it, in ledger and status"
    )
    func changesAreOnRecord() async throws {
        let people = try await PeopleBench("{required: 2}")
        let before = try await people.bench.catalog.read { try $0.environments(of: EngineBench.project)[0].environment }
        #expect(try await newest(people) == nil)
        try people.bench.commitGate(
            "[{metric: f1, threshold: 0.1}]", approvals: "{required: 1}", by: "Ana <ana@example.org>")
        try people.bench.write("# nothing\n", to: "notes.txt")
        try people.bench.commit("Notes by somebody else")
        try await people.pass()
        let after = try await people.bench.catalog.read { try $0.environments(of: EngineBench.project)[0].environment }
        let change = try #require(try await newest(people))
        let (old, new) = try await people.bench.catalog.read {
            (try $0.gateDigest(of: before), try $0.gateDigest(of: after))
        }
        #expect(change.parts.map(\.name) == ["gate of 'dev'", "approvals of 'dev'"])
        #expect(change.parts[0].old == old && change.parts[0].new == new)
        #expect(change.parts[1].approvalsBefore == 2)
        #expect(
            change.changers.map(\.email) == ["ana@example.org", "bob@example.org"],
            "author and committer of the commit that touched them")
        let entry = try #require(try await people.ledger().last { $0.action == .rulesChanged })
        for text in [old.rawValue, new.rawValue, "ana@example.org"] { #expect(entry.details.contains(text)) }
        let status = try await people.engine.project(EngineBench.project).environments[0]
        #expect(
            status.warnings.contains {
                $0.hasPrefix("the rules were changed less than 24 h ago: gate of 'dev' changed from \(old.short)")
            })
    }

    @Test(
        "A-06: whoever changed the gate cannot promote under it alone for a day; with somebody else, or for somebody else, it goes on"
    )
    func aSecondPersonIsNeeded() async throws {
        let people = try await PeopleBench("{required: 1}")
        try people.bench.commitGate(
            "[{metric: f1, threshold: 0.1}]", approvals: "{required: 1}", by: "Ana <ana@example.org>")
        try await people.pass()
        let id = try await people.judgedRun()
        let report = try await people.approve(id, by: .person("ana"))
        #expect(
            report.tally.missing.first?.hasPrefix("needs somebody who did not change the rules, or 24 h since then")
                == true)
        #expect(try await people.bench.run(id).state.status == .awaitingApproval)
        try await people.approve(id, by: .person("bo"))
        #expect(try await people.drive(id).state.promoted)
        let promotion = try await people.engine.promotions(EngineBench.project, EngineBench.dev, limit: 1)[0]
        #expect(promotion.warning?.contains("the rules were changed less than 24 h before") == true)
    }

    @Test("A-06: taking the approvals away does not free the next promotion from them")
    func removedApprovalsAreStillAsked() async throws {
        let people = try await PeopleBench("{required: 1}")
        try people.bench.commitGate("[]", approvals: "{required: 0}", by: "Ana <ana@example.org>")
        try await people.pass()
        let id = try await people.judgedRun()
        #expect(try await people.bench.run(id).state.status == .awaitingApproval)
        try await people.approve(id, by: .person("ana"))
        #expect(try await people.bench.run(id).state.status == .awaitingApproval)
        try await people.approve(id, by: .person("bo"))
        #expect(try await people.drive(id).state.promoted)
    }

    @Test("A-06: where nobody but the administrator is known, a change is shown and stands in nobody's way")
    func onePersonIsNotInTheWay() async throws {
        let people = try await PeopleBench("{required: 0}")
        try await people.bench.catalog.write { transaction in
            _ = try transaction.execute("DELETE FROM user_marks")
            _ = try transaction.execute("DELETE FROM role_grants")
            _ = try transaction.execute("DELETE FROM group_members")
            _ = try transaction.execute("DELETE FROM user_groups")
            _ = try transaction.execute("DELETE FROM users")
        }
        try people.bench.commitGate(
            "[{metric: f1, threshold: 0.1}]", approvals: "{required: 0}", by: "Dee <dee@example.org>")
        try await people.pass()
        let id = try await people.judgedRun()
        #expect(try await people.drive(id).state.promoted)
        #expect(try await people.engine.project(EngineBench.project).environments[0].warnings.count == 1)
    }
}
