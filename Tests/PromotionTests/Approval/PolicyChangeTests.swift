import Testing

@testable import Promotion

@Suite("Whoever changes the rules")
struct PolicyChangeTests {
    private typealias Fixture = ApprovalFixture

    private func fixture(_ policy: ApprovalPolicy, by email: String, approvalsBefore: Int = 0) -> Fixture {
        var fixture = Fixture(policy)
        let environment = EnvironmentName(checked: "prod")
        fixture.question.policyChange = PolicyChange(
            commit: CommitID(checked: String(repeating: "f", count: 40)),
            previous: CommitID(checked: String(repeating: "0", count: 40)),
            changers: [Contributor(name: "x", email: email)],
            parts: [
                .init(
                    name: "gate of 'prod'", environment: environment, old: Fixture.digest("1"),
                    new: Fixture.digest("2"), approvalsBefore: approvalsBefore)
            ], time: Fixture.decided)
        return fixture
    }

    @Test("A-06: whoever changed the rules within a day needs somebody else's approval beside their own")
    func aSecondPersonIsNeeded() {
        let fixture = fixture(ApprovalPolicy(required: 1), by: "ana@example.org")
        let own = fixture.tally(Fixture.approval(1, by: "ana"))
        #expect(own.lines[0].objection == nil)
        #expect(own.missing.count == 1)
        #expect(
            own.missing[0].hasPrefix(
                "needs somebody who did not change the rules, or 24 h since then: gate of 'prod' changed from 111111111111 to 222222222222 by"
            ))
        #expect(own.mayApprove == [UserName(checked: "bo"), UserName(checked: "cy")])
        #expect(fixture.tally(Fixture.approval(1, by: "ana"), Fixture.approval(2, by: "bo")).isSatisfied)
        #expect(fixture.tally(Fixture.approval(1, by: "bo")).isSatisfied)
        #expect(!fixture.tally(Fixture.approval(1, by: "bo", kind: .administrator)).isSatisfied)
    }

    @Test(
        "A-06: taking the approvals away, or promoting one's own change under one's own rules, still asks for somebody")
    func removedApprovalsAreStillAsked() {
        let removed = fixture(ApprovalPolicy(required: 0), by: "ana@example.org", approvalsBefore: 2)
        #expect(removed.question.required == 1)
        #expect(!removed.tally().isSatisfied)
        #expect(removed.tally(Fixture.approval(1, by: "bo")).isSatisfied)
        var own = fixture(ApprovalPolicy(required: 0), by: "ANA@example.org")
        #expect(own.question.required == 0, "the change is somebody else's")
        own.question.parts.authors = [Contributor(name: "Ana", email: "ana@example.org")]
        #expect(own.question.required == 1)
        var unknown = fixture(ApprovalPolicy(required: 0), by: "eve@elsewhere.example")
        unknown.question.parts.committers = [Contributor(name: "Eve", email: "eve@elsewhere.example")]
        #expect(unknown.question.required == 1, "also where nobody is known by the address")
    }

    @Test("A-06: a day later the rules are like any others")
    func aDayIsEnough() {
        let change = fixture(ApprovalPolicy(), by: "ana@example.org").question.policyChange
        let day = Fixture.decided.milliseconds + 24 * Fixture.hour
        #expect(change?.isFresh(at: Timestamp(milliseconds: day - 1)) == true)
        #expect(change?.isFresh(at: Timestamp(milliseconds: day)) == false)
        #expect(change?.concerning(EnvironmentName(checked: "staging")) == nil)
    }
}
