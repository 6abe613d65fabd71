import Foundation
import Promotion
import Testing

@Suite("Commands by which people decide about promotions")
struct DecisionCommandTests {
    /// Ann and Bo are release managers, with tokens that name what they do.
    private func managers(_ stand: CommandStand) async throws -> (ann: String, bo: String) {
        let verbs = ["view", "approve", "promote", "override", "rollback", "hold", "block"]
        let ann = try await stand.person("ann", "release-manager", verbs: verbs)
        let bo = try await stand.person("bo", "release-manager", verbs: verbs)
        _ = try await stand.sluice("group", "add", "release-managers")
        for name in ["ann", "bo"] { _ = try await stand.sluice("group", "add-member", "release-managers", name) }
        return (ann, bo)
    }

    @Test func approvalsAreListedTriedGivenAndRefusedOverTheCommandLine() async throws {
        try await CommandStand.perform { stand in
            let (ann, bo) = try await managers(stand)
            let dee = try await stand.person("dee", "engineer")
            let waiting: [ApprovalReport] = try await stand.sluice("approvals", "list", "-o", "json", token: dee)
                .decoded()
            #expect(Set(waiting.map(\.run.rawValue)) == ["shop-prod-1", "shop-prod-2"])
            let inbox = try await stand.sluice("approvals", token: dee)
            #expect(inbox.output.contains("shop-prod-1") && inbox.output.contains("ann, bo"), "\(inbox)")
            let engineer = try await stand.sluice("approve", "shop-prod-1", "--reason", "mine", token: dee)
            #expect(engineer.status == 3 && engineer.errors.contains("approve"), "\(engineer)")
            let all = try await stand.token(of: "ann")
            let lying = try await stand.sluice("approve", "shop-prod-1", "--reason", "x", token: all)
            #expect(lying.status == 3 && lying.errors.contains("--verb approve"), "\(lying)")
            let endpoint = try await stand.sluice("approve", "shop-prod-1", "--reason", "x")
            #expect(endpoint.status == 3 && endpoint.errors.contains("would not count"), "\(endpoint)")
            let silent = try await stand.sluice("approve", "shop-prod-1", "--reason", " ", token: ann)
            #expect(silent.status == 2 && silent.errors.contains("--reason must say something"), "\(silent)")

            let dry = try await stand.sluice("approve", "shop-prod-1", "--reason", "looked", "--dry-run", token: ann)
            #expect(dry.status == 0 && dry.output.hasPrefix("shop-prod-1 would be approved"), "\(dry)")
            let shown = try await stand.sluice("approvals", "show", "shop-prod-1", token: ann)
            #expect(shown.output.contains("churn v1 for prod of shop") && shown.output.contains("who can: ann, bo"))
            let approved: ApprovalReport = try await stand.sluice(
                "approve", "shop-prod-1", "--reason", "looked", "-o", "json", token: ann
            ).decoded()
            #expect(approved.tally.isSatisfied && approved.tally.lines.map(\.approval.reason) == ["looked"])
            let run = try await stand.sluice("wait", "--run", "shop-prod-1", token: ann)
            #expect(run.status == 0, "\(run)")

            let rejected = try await stand.sluice("reject", "shop-prod-2", "--reason", "wrong quarter", token: bo)
            #expect(rejected.output == "shop-prod-2 is Failed: rejected by bo: wrong quarter\n", "\(rejected)")
            let late = try await stand.sluice("approve", "shop-prod-2", "--reason", "still", token: ann)
            #expect(late.status == 1 && late.errors.contains("was rejected by bo: wrong quarter"), "\(late)")
            #expect(try await stand.sluice("approvals", "list", token: ann).output == "nothing waits for approval\n")
        }
    }

    /// A dry run of a rollback from version 3 to 1 tells what would be, as a table and as JSON, needs the same rights, and does nothing.
    private func expectDryRun(of rollback: [String], _ stand: CommandStand, token: String) async throws {
        let shown = try await stand.run(rollback + ["--dry-run"], token: token)
        #expect(shown.status == 0, "\(shown)")
        #expect(shown.output.hasPrefix("churn v1 would become champion again of prod, in place of v3\n"), "\(shown)")
        #expect(shown.output.contains("  prod would be held: rolled back to version 1: complaints; 'sluice resume"))
        let told: PromotionReport = try await stand.run(rollback + ["--dry-run", "-o", "json"], token: token).decoded()
        #expect(told.dryRun == true && told.version == 1 && told.hold?.by == "bo")
        let viewer = try await stand.person("vi", "viewer")
        let other = try await stand.run(rollback + ["--dry-run"], token: viewer)
        #expect(other.status == 3 && other.errors.contains("rollback"), "\(other)")
        let never = try await stand.run(rollback + ["--to", "7", "--dry-run"], token: token)
        #expect(never.status == 1 && never.errors.contains("version 7 was never champion of 'prod'"), "\(never)")
        let status = try await stand.sluice("status", token: token)
        #expect(status.output.contains("churn v3") && !status.output.contains("held by"), "\(status)")
        let audit: [AuditEntry] = try await stand.sluice("audit", "-o", "json").decoded()
        let tries = audit.filter { $0.path.hasSuffix("/rollback") && $0.outcome == .allowed }
        #expect(tries.count == 2 && tries.allSatisfy { $0.reason == "a dry run: nothing was changed" }, "\(tries)")
    }

    @Test func overridesHoldsRollbacksAndBlocksSpeakForThemselves() async throws {
        try await CommandStand.perform { stand in
            let (ann, bo) = try await managers(stand)
            #expect(try await stand.sluice("approve", "shop-prod-1", "--reason", "looked", token: ann).status == 0)
            #expect(try await stand.sluice("wait", "shop-prod-1", token: ann).status == 0)
            let no = try await stand.sluice("promote", "churn@3", "--env", "prod", "--reason", "please", token: bo)
            #expect(no.status == 1 && no.errors.contains("f1 0.5 is below the threshold 0.55"), "\(no)")
            let other = try await stand.sluice("override", "shop-prod-3", "--check", "auc", "--reason", "x", token: ann)
            #expect(other.status == 2 && other.errors.contains("those that do: 'f1 ≥ 0.55'"), "\(other)")
            let overridden: OverrideAnswer = try await stand.sluice(
                "override", "shop-prod-3", "--all", "--reason", "fraud wave", "--expires", "4h", "-o", "json",
                token: ann
            ).decoded()
            #expect(overridden.decision.verdict == .overridden && overridden.override.statement.by.rawValue == "ann")
            let list = try await stand.sluice("override", "list", token: bo)
            #expect(list.output.contains("not yet") && list.output.contains("f1 ≥ 0.55 (Failed)"), "\(list)")
            let own = try await stand.sluice("override", "review", "1", "--reason", "fine", token: ann)
            #expect(own.status == 3 && own.errors.contains("somebody other than ann"), "\(own)")
            #expect(try await stand.sluice("override", "review", "7", "--reason", "x", token: bo).status == 1)

            let held = try await stand.sluice("hold", "--env", "prod", "--reason", "an audit", token: bo)
            #expect(held.output == "prod is held: an audit\n")
            let waits = try await stand.sluice(
                "promote", "--env", "prod", "--run", "shop-prod-3", "--reason", "INC-42", token: bo)
            #expect(waits.status == 1 && waits.errors.contains("is held by bo: an audit"), "\(waits)")
            #expect(try await stand.sluice("resume", "--env", "prod", token: bo).output == "prod goes on\n")
            let nothing = try await stand.sluice("resume", "--env", "prod", token: bo)
            #expect(nothing.status == 2 && nothing.errors.contains("'prod' is not held"), "\(nothing)")
            let promote = ["promote", "--env", "prod", "--run", "shop-prod-3", "--reason", "INC-42"]
            let tried = try await stand.run(promote + ["--dry-run"], token: bo)
            #expect(tried.status == 0, "\(tried)")
            #expect(tried.output.hasPrefix("churn v3 would become champion of prod, in place of v1\n"), "\(tried)")
            #expect(tried.output.contains("  a dry run: nothing was stored\n"), "\(tried)")
            #expect(tried.output.contains("! 'f1 ≥ 0.55' was overridden by ann until"), "\(tried)")
            let promoted = try await stand.run(promote, token: bo)
            #expect(promoted.status == 0 && promoted.output.contains("churn v3 is now champion of prod"), "\(promoted)")
            #expect(promoted.output.contains("! 'f1 ≥ 0.55' was overridden by ann until"), "\(promoted)")

            let rollback = ["rollback", "--env", "prod", "--reason", "complaints"]
            try await expectDryRun(of: rollback, stand, token: bo)
            let back: PromotionReport = try await stand.run(rollback + ["-o", "json"], token: bo).decoded()
            #expect(back.kind == .rollback && back.version == 1 && back.replaced == 3 && back.dryRun == nil)
            let late = try await stand.run(promote + ["--dry-run"], token: bo)
            #expect(late.status == 1 && late.errors.contains("is held by bo: rolled back to version 1"), "\(late)")
            let mild = try await stand.sluice(
                "block", "churn@2", "--env", "prod", "--reason", "worse", "--dry-run", token: bo)
            #expect(
                mild.output == """
                    churn v2 would be blocked in prod for ever: worse
                      shop-prod-2 would end
                      a dry run: nothing was stored

                    """, "\(mild)")
            let blocked = try await stand.sluice("block", "churn@3", "--env", "prod", "--reason", "worse", token: bo)
            #expect(blocked.output == "churn v3 is blocked in prod for ever: worse\n", "\(blocked)")
            let blocks: [VersionBlock] = try await stand.sluice(
                "block", "--env", "prod", "--list", "-o", "json", token: ann
            ).decoded()
            #expect(blocks.map(\.version) == [3] && blocks.map(\.by) == ["bo"])
            let never = try await stand.sluice("rollback", "--env", "prod", "--to", "3", "--reason", "x", token: ann)
            #expect(
                never.status == 1 && never.errors.contains("is blocked in 'prod' for ever by bo: worse"), "\(never)")
            let unknown = try await stand.sluice("block", "churn@9", "--env", "prod", "--reason", "x", token: bo)
            #expect(unknown.status == 2 && unknown.errors.contains("'churn@9'"), "\(unknown)")
        }
    }
}
