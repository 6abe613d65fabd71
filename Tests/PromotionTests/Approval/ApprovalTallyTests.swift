import Testing

@testable import Promotion

@Suite("What approvals are for and how long they count")
struct ApprovalTallyTests {
    private typealias Fixture = ApprovalFixture
    private static let managers = GroupName(checked: "release-managers")
    private static let risk = GroupName(checked: "risk")

    @Test(
        "A-03: with different groups, two people of one group wait for somebody of another; a member of both stands for either"
    )
    func differentGroups() {
        var fixture = Fixture(ApprovalPolicy(required: 2, from: [Self.managers, Self.risk], differentGroups: true))
        fixture.access.groups[Self.managers, default: []].insert(UserName(checked: "di"))
        fixture.access.people[UserName(checked: "di")] = Person(name: UserName(checked: "di"))
        let same = fixture.tally(Fixture.approval(1, by: "ana"), Fixture.approval(2, by: "di"))
        #expect(same.missing == ["waits for approvals from 2 different groups; those given come from 1"])
        #expect(same.mayApprove == [UserName(checked: "bo"), UserName(checked: "cy")])
        let both = fixture.tally(Fixture.approval(1, by: "bo"), Fixture.approval(2, by: "ana"))
        #expect(both.isSatisfied, "bo is in both groups and stands for risk")
        #expect(
            fixture.tally(Fixture.approval(1, by: "bo")).missing == [
                "waits for 1 of 2 approvals from release-managers or risk"
            ])
        #expect(fixture.objection(to: Fixture.approval(1, by: "eve", groups: ["guests"])) != nil)
    }

    @Test("A-03: a waiting promotion names those who could end the wait")
    func whoCanApprove() {
        let fixture = Fixture(ApprovalPolicy(required: 1, from: [Self.risk], exclude: [.author]))
        var own = fixture
        own.question.parts.authors = [Contributor(name: "cy", email: "cy@example.org")]
        #expect(own.tally().mayApprove == [UserName(checked: "bo")])
        #expect(own.tally().sentence == "waits for 1 approval from risk; bo can approve")
        #expect(fixture.objection(to: Fixture.approval(1, by: "ana")) == "ana is not in risk")
    }

    @Test(
        "A-04: a new commit, new files, another dataset or another gate voids an approval, and it says which digest changed"
    )
    func changesVoidApprovals() {
        let given = Fixture.approval(1, by: "ana")
        let changes: [(String, (inout ApprovalSubject) -> Void)] = [
            (
                "the commit changed from ccccccc to eeeeeee",
                { $0.commit = CommitID(checked: String(repeating: "e", count: 40)) }
            ),
            (
                "the digest of the model's files changed from aaaaaaaaaaaa to bbbbbbbbbbbb",
                { $0.artifacts = Fixture.digest("b") }
            ),
            (
                "the digest of dataset 'customers' changed from dddddddddddd to eeeeeeeeeeee",
                { $0.datasets[DatasetName(checked: "customers")] = Fixture.digest("e") }
            ),
            (
                "the digest of dataset 'extra' changed from none to eeeeeeeeeeee",
                { $0.datasets[DatasetName(checked: "extra")] = Fixture.digest("e") }
            ),
            ("the digest of the gate changed from 999999999999 to 888888888888", { $0.gate = Fixture.digest("8") }),
        ]
        for (sentence, change) in changes {
            var fixture = Fixture()
            change(&fixture.question.subject)
            #expect(fixture.objection(to: given) == "void, because \(sentence)")
            #expect(!fixture.tally(given).isSatisfied)
        }
    }

    @Test("A-05: whoever loses the role, the group or the account before the flip counts no longer")
    func lostRolesAreSeen() {
        var fixture = Fixture(ApprovalPolicy(required: 1, from: [Self.managers]))
        let given = Fixture.approval(1, by: "ana", groups: ["release-managers"])
        #expect(fixture.tally(given).isSatisfied)
        fixture.access.groups[Self.managers] = [UserName(checked: "bo")]
        #expect(fixture.objection(to: given) == "ana may not approve in 'prod' any more")
        fixture.access.grants.append(Grant(.releaseManager, to: .user(UserName(checked: "ana"))))
        #expect(fixture.objection(to: given) == "ana is not in release-managers")
        var narrowed = Fixture()
        narrowed.access.grants = [Grant(.engineer, to: .group(Self.managers))]
        #expect(narrowed.objection(to: given) == "ana may not approve in 'prod' any more")
    }

    @Test("A-14: the approval of somebody who was disabled since is void")
    func disabledUsersCountNoLonger() {
        var fixture = Fixture()
        let given = Fixture.approval(1, by: "ana")
        #expect(fixture.tally(given).isSatisfied)
        fixture.access.disabled = [UserName(checked: "ana")]
        #expect(fixture.objection(to: given) == "ana may not approve in 'prod' any more")
        #expect(fixture.tally(given).mayApprove == [UserName(checked: "bo"), UserName(checked: "cy")])
    }

    @Test(
        "A-10: an approval that expired, came before the gate decided, or was for another environment, run or version does not count"
    )
    func timeAndPlace() {
        var fixture = Fixture(ApprovalPolicy(required: 1, expires: 3600))
        let given = Fixture.approval(1, by: "ana")
        #expect(fixture.objection(to: given, after: 2) == "it expired after 1h")
        fixture.question.policy.expires = 7200
        #expect(fixture.objection(to: given, after: 2) == nil)
        let early = Fixture.approval(1, by: "ana", at: Timestamp(milliseconds: Fixture.decided.milliseconds - 1))
        #expect(fixture.objection(to: early) == "it was given before the gate decided")
        var staging = Fixture.subject
        staging.environment = EnvironmentName(checked: "staging")
        #expect(
            fixture.objection(to: Fixture.approval(1, by: "ana", subject: staging))
                == "it was given for environment 'staging'")
        var other = Fixture.subject
        other.run = RunID(checked: "churn-prod-6")
        #expect(
            fixture.objection(to: Fixture.approval(1, by: "ana", subject: other)) == "it was given for churn-prod-6")
        other = Fixture.subject
        other.version = 6
        #expect(
            fixture.objection(to: Fixture.approval(1, by: "ana", subject: other))
                == "it was given for 'churn' version 6")
    }

    @Test(
        "A-09: where signatures are asked for, only one that was just verified counts, by a key that is still the person's"
    )
    func signatures() {
        var fixture = Fixture(ApprovalPolicy(required: 1, signed: true))
        fixture.access.people[UserName(checked: "ana")]?.sshKeys = ["ssh-ed25519 AAAA"]
        #expect(fixture.objection(to: Fixture.approval(1, by: "ana"))?.contains("not signed") == true)
        let signed = Fixture.approval(1, by: "ana", kind: .administrator, key: "ssh-ed25519 AAAA")
        #expect(fixture.objection(to: signed) == "its signature does not fit what is stored")
        #expect(
            fixture.objection(to: signed, verified: [1]) == nil, "the key says who it is, whatever token brought it")
        fixture.access.people[UserName(checked: "ana")]?.sshKeys = []
        #expect(fixture.objection(to: signed, verified: [1]) == "the key that signed it is no longer ana's")
    }

    @Test func whatIsSignedIsOneTextLineByLine() {
        let statement = Fixture.approval(1, by: "ana").statement
        #expect(
            statement.canonicalText == """
                sluice approval v1
                project: churn
                environment: prod
                run: churn-prod-7
                model: churn
                version: 7
                commit: cccccccccccccccccccccccccccccccccccccccc
                artifacts: sha256:\(String(repeating: "a", count: 64))
                dataset: customers sha256:\(String(repeating: "d", count: 64))
                gate: sha256:\(String(repeating: "9", count: 64))
                approver: ana
                time: 1970-02-11T17:00:00.000Z

                """)
        #expect("a b\n%ü".escapedForSigning == "a%20b%0A%25%C3%BC")
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400_123, "2000-02-29T00:00:00.123Z"),
            (-1, "1969-12-31T23:59:59.999Z"), (4_107_542_399_000, "2100-02-28T23:59:59.000Z"),
        ] as [(Int64, String)])
    func timesAreWrittenInUTC(_ time: Int64, _ text: String) {
        #expect(Timestamp(milliseconds: time).utc == text)
    }
}
