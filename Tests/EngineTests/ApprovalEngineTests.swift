import Catalog
import Foundation
import Promotion
import Testing

@testable import Engine

@Suite("Approvals")
struct ApprovalEngineTests {
    private func refusal(_ body: () async throws -> Void) async -> EngineError? {
        await #expect(throws: EngineError.self) { try await body() }
    }

    @Test func theLastMissingApprovalLetsTheRunGoOn() async throws {
        let people = try await PeopleBench("{required: 2, from: [release-managers, risk], different_groups: true}")
        let id = try await people.judgedRun()
        let waiting = try await people.bench.run(id)
        #expect(waiting.state.status == .awaitingApproval)
        #expect(
            waiting.state.reason.hasPrefix(
                "waits for 2 approvals from release-managers or risk; ana, bo, cy can approve"))
        try await people.approve(id, by: .person("ana"))
        #expect(try await people.bench.run(id).state.reason.hasPrefix("waits for 1 of 2 approvals"))
        let same = try await people.approve(id, by: .person("bo"))
        #expect(same.tally.missing == ["waits for approvals from 2 different groups; those given come from 1"])
        let report = try await people.approve(id, by: .person("cy"))
        #expect(report.tally.isSatisfied)
        let promoted = try await people.drive(id)
        #expect(promoted.state.promoted)
        #expect(try await people.champion() == report.subject.version)
        let promotion = try await people.engine.promotions(EngineBench.project, EngineBench.dev, limit: 1)[0]
        #expect(promotion.kind == .gate)
        #expect(promotion.reason == "the gate passed, approved by ana and bo and cy")
        let inbox = try await people.engine.waitingForApproval()
        #expect(inbox.isEmpty)
    }

    @Test(
        "A-01, A-11: whoever wrote a commit that the champion lacks is refused, and who, from where, why and the request go on record"
    )
    func authorsOfAllNewCommitsAreRefused() async throws {
        let people = try await PeopleBench("{required: 1, exclude: [author, committer, run-starter]}")
        let first = try await people.judgedRun()
        try await people.approve(first, by: .person("ana"))
        #expect(try await people.drive(first).state.promoted)
        // Bo's commit is not the tip, and Ana is only named in a message.
        _ = try await people.newRun("Bo's work", author: "Robert <BO@bank.example>")
        let id = try await people.judgedRun("Tidy up\n\nCo-authored-by: Ana <ana@example.org>")
        for name in ["ana", "bo"] {
            let error = await refusal { try await people.approve(id, by: .person(name)) }
            #expect(error?.code == .forbidden)
            #expect(
                error?.message
                    == "your approval of \(id) would not count: \(name) is an author of the change, and the policy excludes that"
            )
        }
        #expect(try await people.engine.approvals(of: id).tally.mayApprove == [UserName(checked: "cy")])
        let refused = try await people.ledger().filter { $0.action == .approvalRefused }
        #expect(refused.map(\.actor) == ["ana", "bo"])
        #expect(refused[0].subject == id.rawValue)
        for text in ["10.0.0.7", "request-ana", "is an author of the change", "token t-ana"] {
            #expect(refused[0].details.contains(text), "\(refused[0].details)")
        }
        try await people.approve(id, by: .person("cy"))
        let approved = try await people.ledger().filter { $0.action == .approved && $0.subject == id.rawValue }
        #expect(approved.map(\.actor) == ["cy"])
        #expect(approved.first?.details.contains("request-cy") == true)
    }

    @Test("A-01: whoever started the run is refused where the policy says so")
    func startersAreRefused() async throws {
        let people = try await PeopleBench("{required: 1, exclude: [run-starter]}")
        let id = try await people.newRun()
        try await people.bench.catalog.write { try $0.setStarter(UserName(checked: "ana"), of: id) }
        try await people.judge(id)
        #expect(
            await refusal { try await people.approve(id, by: .person("ana")) }?.message.contains("started the run")
                == true)
        try await people.approve(id, by: .person("bo"))
    }

    @Test("A-03: whoever may not approve, or has approved, is told so and changes nothing")
    func whoCannotHelpIsToldSo() async throws {
        let people = try await PeopleBench("{required: 2}")
        let id = try await people.judgedRun()
        #expect(await refusal { try await people.approve(id, by: .person("dee")) }?.code == .forbidden)
        try await people.approve(id, by: .person("ana"))
        let twice = await refusal { try await people.approve(id, by: .person("ana")) }
        #expect(twice?.message.contains("one person counts once") == true)
        #expect(
            await refusal { try await people.approve(id, by: .endpointFile("bo")) }?.message.contains("nobody verified")
                == true)
        #expect(try await people.bench.catalog.read { try $0.approvals(of: id) }.count == 1)
        let dry = try await people.engine.approve(id, ApproveRequest(reason: "?", dryRun: true), by: .person("bo"))
        #expect(dry.tally.isSatisfied)
        #expect(try await people.bench.catalog.read { try $0.approvals(of: id) }.count == 1)
    }

    @Test("A-05: an approver who loses the role between the approval and the flip voids it")
    func rolesAreCheckedAtTheFlip() async throws {
        let people = try await PeopleBench()
        let id = try await people.judgedRun()
        try await people.approve(id, by: .person("ana"))
        #expect(try await people.bench.run(id).state.outstanding == [.promote])
        try await people.bench.catalog.write {
            _ = try $0.removeMember(UserName(checked: "ana"), from: GroupName(checked: "release-managers"))
        }
        let run = try await people.drive(id)
        #expect(run.state.status == .awaitingApproval)
        #expect(run.state.reason.contains("the approval of ana does not count: ana may not approve in 'dev' any more"))
        #expect(try await people.champion() == nil)
        try await people.approve(id, by: .person("bo"))
        #expect(try await people.drive(id).state.promoted)
    }

    @Test("A-14: the approval of somebody who was disabled since does not count at the flip")
    func disabledApproversDoNotCount() async throws {
        let people = try await PeopleBench()
        let id = try await people.judgedRun()
        try await people.approve(id, by: .person("ana"))
        let now = people.bench.context.now()
        try await people.bench.catalog.write { try $0.setDisabled(UserName(checked: "ana"), since: now) }
        #expect(try await people.drive(id).state.status == .awaitingApproval)
        #expect(try await people.champion() == nil)
    }

    @Test(
        "A-10: before the gate decided there is nothing to approve, and an approval that expired before the flip is void"
    )
    func approvalsHaveTheirTime() async throws {
        let people = try await PeopleBench("{required: 1, expires: 1m}")
        let id = try await people.newRun()
        let early = await refusal { try await people.approve(id, by: .person("ana")) }
        #expect(early?.message.contains("its gate has not decided") == true)
        try await people.judge(id)
        try await people.approve(id, by: .person("ana"))
        // A minute later by the text that is kept.
        try await people.bench.catalog.write { transaction in
            var old = try transaction.approvals(of: id)[0]
            old.statement.time = Timestamp(milliseconds: old.statement.time.milliseconds + 1)
            _ = try transaction.execute("DELETE FROM approvals")
            _ = try transaction.insertApproval(old, by: .person("ana"))
        }
        let given = try await people.bench.catalog.read { transaction in
            try transaction.openOrPromotingCase(of: id, at: Timestamp(milliseconds: 100_000_000))
        }
        let tally = given?.tally(SignatureCheck(), at: Timestamp(milliseconds: 100_000_000))
        #expect(tally?.lines.first?.objection == "it expired after 1m")
    }

    @Test("A-08: a login older than five minutes does not approve by itself; a fresh one does")
    func staleLoginsStepUp() async throws {
        let people = try await PeopleBench()
        let id = try await people.judgedRun()
        var ana = Actor.person("ana")
        ana.evidence = .login(issuer: "https://id.example")
        let now = people.bench.context.now().milliseconds
        for stale in [nil, Timestamp(milliseconds: now - StepUp.window - 1)] {
            ana.authenticatedAt = stale
            let error = await refusal { [ana] in try await people.approve(id, by: ana) }
            #expect(error?.code == .forbidden)
            #expect(error?.message.contains("older than 5 minutes") == true)
        }
        ana.authenticatedAt = Timestamp(milliseconds: now)
        try await people.approve(id, by: ana)
        #expect(try await people.drive(id).state.promoted)
    }

    @Test func aRejectionEndsTheWaitWithItsReason() async throws {
        let people = try await PeopleBench()
        let id = try await people.judgedRun()
        let run = try await people.engine.reject(id, reason: "wrong quarter", by: .person("bo"))
        #expect(run.status == .failed)
        #expect(run.reason == "rejected by bo: wrong quarter")
        #expect(try await people.champion() == nil)
        #expect(try await people.ledger().last { $0.action == .rejected }?.actor == "bo")
        #expect(await refusal { try await people.approve(id, by: .person("ana")) }?.code == .refused)
        let around = await refusal {
            _ = try await people.engine.promote(
                EngineBench.project, EngineBench.dev, PromoteRequest(run: id, reason: "anyway"), by: .person("ana"))
        }
        #expect(around?.message.contains("was rejected by bo: wrong quarter") == true)
        #expect(
            await refusal { _ = try await people.engine.reject(id, reason: "again", by: .person("bo")) }?.code
                == .conflict)
    }
}

extension CatalogTransaction {
    func openOrPromotingCase(of id: RunID, at now: Timestamp) throws -> PromotionCase? {
        try run(id).flatMap { try promotionCase(of: $0, at: now) }
    }
}
