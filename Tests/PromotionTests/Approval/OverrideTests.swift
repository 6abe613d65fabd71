import Testing

@testable import Promotion

@Suite("Checks that people let a candidate past")
struct OverrideTests {
    private typealias Fixture = ApprovalFixture

    private let decision = GateDecision(
        verdict: .failed,
        checks: [
            CheckResult(check: "f1 ≥ 0.5", verdict: .failed, reason: "f1 0.4 is below 0.5"),
            CheckResult(check: "auc", verdict: .inconclusive, reason: "auc was not logged"),
            CheckResult(check: "loss", verdict: .passed, reason: "fine"),
        ], champion: 6)

    private func word(
        _ id: Int64, by name: String, checks: [String], until hours: Int64 = 24, kind: Actor.Kind = .person,
        key: String? = nil, subject: ApprovalSubject = ApprovalFixture.subject
    ) -> CheckOverride {
        let time = Fixture.decided.milliseconds + Fixture.hour
        return CheckOverride(
            id: id,
            statement: OverrideStatement(
                subject: subject, checks: checks, by: UserName(checked: name), reason: "the bank is closing",
                time: Timestamp(milliseconds: time), until: Timestamp(milliseconds: time + hours * Fixture.hour)),
            kind: kind, evidence: .token("t"), groups: [],
            signature: key.map { StatementSignature(armored: "…", key: $0) }, verdicts: [:])
    }

    private func apply(
        _ words: CheckOverride..., rule: OverrideRule = .onePerson, verified: Set<Int64> = [], after hours: Int64 = 2,
        access: AccessPolicy = ApprovalFixture().access
    ) -> GateDecision {
        OverrideQuestion(rule: rule, subject: Fixture.subject, access: access).apply(
            words, to: decision, verified: verified,
            now: Timestamp(milliseconds: Fixture.decided.milliseconds + hours * Fixture.hour))
    }

    @Test("A-07: every overridden check stays visible with the verdict that it had, by whom, why and until when")
    func overriddenChecksStayVisible() {
        let all = apply(word(1, by: "ana", checks: ["f1 ≥ 0.5", "auc"]))
        #expect(all.verdict == .overridden)
        #expect(all.verdict.allowsPromotion)
        #expect(all.checks.map(\.verdict) == [.overridden, .overridden, .passed])
        #expect(
            all.checks[0].reason
                == "overridden by ana until 1970-02-12T17:00:00.000Z, because 'the bank is closing'; it was Failed: f1 0.4 is below 0.5"
        )
        #expect(all.checks[1].reason.hasSuffix("it was Inconclusive: auc was not logged"))
        let some = apply(word(1, by: "ana", checks: ["auc"]))
        #expect(some.verdict == .failed)
        #expect(some.objections == ["f1 0.4 is below 0.5"])
    }

    @Test("A-07: an override ends, is for one subject, and needs somebody who may still override")
    func overridesAreBound() {
        let all = ["f1 ≥ 0.5", "auc"]
        #expect(apply(word(1, by: "ana", checks: all, until: 1)).verdict == .failed)
        var other = Fixture.subject
        other.artifacts = Fixture.digest("b")
        #expect(apply(word(1, by: "ana", checks: all, subject: other)).verdict == .failed)
        var access = Fixture().access
        access.disabled = [UserName(checked: "ana")]
        #expect(apply(word(1, by: "ana", checks: all), access: access).verdict == .failed)
        #expect(apply(word(1, by: "eve", checks: all)).verdict == .failed)
    }

    @Test("A-07: the second factor is a signature or a second person, if the policy says so")
    func secondFactors() {
        let all = ["f1 ≥ 0.5", "auc"]
        let access = {
            var access = Fixture().access
            access.people[UserName(checked: "ana")]?.sshKeys = ["ssh-ed25519 AAAA"]
            return access
        }()
        let signed = word(1, by: "ana", checks: all, key: "ssh-ed25519 AAAA")
        #expect(apply(word(1, by: "ana", checks: all), rule: .signature, access: access).verdict == .failed)
        #expect(apply(signed, rule: .signature, access: access).verdict == .failed)
        #expect(apply(signed, rule: .signature, verified: [1], access: access).verdict == .overridden)
        let (ana, bo) = (word(1, by: "ana", checks: all), word(2, by: "bo", checks: ["auc"]))
        #expect(apply(ana, word(2, by: "ana", checks: all), rule: .twoPeople).verdict == .failed)
        let half = apply(ana, bo, rule: .twoPeople)
        #expect(half.checks.map(\.verdict) == [.failed, .overridden, .passed])
        #expect(apply(ana, bo, word(3, by: "bo", checks: all), rule: .twoPeople).verdict == .overridden)
        let unverified = word(2, by: "bo", checks: all, kind: .administrator)
        #expect(apply(ana, unverified, rule: .twoPeople).verdict == .failed)
    }

    @Test func whatPassedStaysAsItWas() {
        let passed = GateDecision(verdict: .passed, checks: [], champion: nil)
        let question = OverrideQuestion(rule: .onePerson, subject: Fixture.subject, access: AccessPolicy())
        let word = word(1, by: "ana", checks: ["f1 ≥ 0.5"])
        #expect(question.apply([word], to: passed, verified: [], now: Fixture.decided) == passed)
    }
}
