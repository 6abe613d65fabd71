import Testing

@testable import Promotion

@Suite("Whose approval counts")
struct ApprovalExclusionTests {
    private typealias Fixture = ApprovalFixture

    private func objection(_ name: String, _ exclude: ApprovalExclusion, _ change: (inout ChangeParts) -> Void)
        -> String?
    {
        var fixture = Fixture(ApprovalPolicy(required: 1, exclude: [exclude]))
        change(&fixture.question.parts)
        return fixture.objection(to: Fixture.approval(1, by: name))
    }

    @Test("A-01: the author is found by any of their addresses, in any case, and cannot approve")
    func authorsAreExcluded() {
        let own = objection("ana", .author) {
            $0.authors.append(Contributor(name: "A", email: "ANA.lima@Mail.example"))
        }
        #expect(own == "ana is an author of the change, and the policy excludes that")
        #expect(objection("bo", .author) { $0.authors.append(Contributor(name: "A", email: "ana@example.org")) } == nil)
    }

    @Test("A-01: co-authors, committers, the starter of the run, the pusher and the uploader cannot approve either")
    func everyPartIsExcluded() {
        let message =
            "Train longer\n\nco-authored-By : Ana Lima <ana@example.org>\nSigned-off-by: Bo <bo@example.org>\n"
        let coAuthors = Contributor.coAuthors(in: message)
        #expect(coAuthors == [Contributor(name: "Ana Lima", email: "ana@example.org")])
        #expect(objection("ana", .author) { $0.authors += coAuthors } != nil)
        #expect(
            objection("ana", .committer) { $0.committers.append(Contributor(name: "x", email: "ana@example.org")) }
                != nil)
        #expect(
            objection("ana", .runStarter) { $0.starter = Fixture.ana.name }
                == "ana started the run, and the policy excludes that")
        #expect(objection("ana", .pusher) { $0.pusher = Fixture.ana.name } != nil)
        #expect(
            objection("ana", .author) { $0.uploaders = [Fixture.ana.name] }
                == "ana uploaded the model, and the policy excludes that")
    }

    @Test("A-01: a name of git, and the address that forges write for an account, lead to the person")
    func namesAndForgeAddresses() {
        #expect(objection("ana", .author) { $0.authors.append(Contributor(name: "ANA", email: "laptop.local")) } != nil)
        let hidden = Contributor(name: "A L", email: "1234+ana@users.noreply.github.com")
        #expect(objection("ana", .author) { $0.authors.append(hidden) } != nil)
    }

    @Test("A-01: nobody says who pushed, so the committers stand in, and the tally says so")
    func unknownPusher() {
        var fixture = Fixture(ApprovalPolicy(required: 1, exclude: [.pusher, .author]))
        fixture.question.parts.committers = [Contributor(name: "Ana", email: "ana@example.org")]
        let tally = fixture.tally(Fixture.approval(1, by: "ana"))
        #expect(
            tally.lines[0].objection == "ana is a committer, which stands for the pusher, and the policy excludes that")
        #expect(tally.notes.contains { $0.contains("git does not say who pushed") })
        #expect(tally.notes.contains("author 'Dee <dee@example.org>' is nobody whom the server knows"))
    }

    @Test("A-01: what a service of theirs committed is theirs")
    func servicesAreTheirOwners() {
        var fixture = Fixture(ApprovalPolicy(required: 1, exclude: [.author, .runStarter]))
        fixture.access.people["ana".name]?.services = ["ci".name]
        fixture.access.people["ci".name] = Person(name: "ci".name, emails: ["ci@example.org"])
        fixture.question.parts.authors = [Contributor(name: "CI", email: "ci@example.org")]
        #expect(fixture.objection(to: Fixture.approval(1, by: "ana")) != nil)
        fixture.question.parts.authors = []
        fixture.question.parts.starter = "ci".name
        #expect(fixture.objection(to: Fixture.approval(1, by: "ana")) != nil)
    }

    @Test("A-02: one person counts once, by whatever accounts: a shared address, a shared key, a subject, a service")
    func onePersonCountsOnce() {
        for (index, join) in Self.joins.enumerated() {
            var fixture = Fixture(ApprovalPolicy(required: 2))
            var twin = Person(name: "ana-admin".name)
            join(&fixture.access, &twin)
            fixture.access.people[twin.name] = twin
            fixture.access.grants.append(Grant(.releaseManager, to: .user(twin.name)))
            let tally = fixture.tally(Fixture.approval(1, by: "ana"), Fixture.approval(2, by: "ana-admin"))
            #expect(tally.lines[1].objection == "ana has approved already, and one person counts once", "join \(index)")
            #expect(!tally.isSatisfied)
            #expect(tally.missing == ["waits for 1 of 2 approvals"])
        }
    }

    private static let joins: [@Sendable (inout AccessPolicy, inout Person) -> Void] = [
        { _, twin in twin.emails = ["ANA@example.org"] },
        { access, twin in
            twin.sshKeys = ["ssh-ed25519 AAAA"]
            access.people["ana".name]?.sshKeys = ["ssh-ed25519 AAAA", "ssh-ed25519 BBBB"]
        },
        { access, twin in
            twin.subjects = ["https://id.example#1"]
            access.people["ana".name]?.subjects = ["https://id.example#1"]
        },
        { access, twin in access.people["ana".name]?.services = [twin.name] },
    ]

    @Test("A-02: a service counts as its owner, and not at all without exactly one")
    func servicesCountAsTheirOwner() {
        var fixture = Fixture()
        fixture.access.grants.append(Grant(.releaseManager, to: .user("ci".name)))
        let approval = Fixture.approval(1, by: "ci", kind: .service)
        #expect(fixture.objection(to: approval) == "'ci' is a service for which not exactly one person answers")
        fixture.access.people["ana".name]?.services = ["ci".name]
        #expect(fixture.objection(to: approval) == nil)
        fixture.access.people["bo".name]?.services = ["ci".name]
        #expect(fixture.objection(to: approval) != nil)
    }

    @Test("A name that nobody verified is enough for one approval without conditions, and for nothing more")
    func unverifiedNames() {
        let word = Fixture.approval(1, by: "ana", kind: .administrator)
        #expect(Fixture().tally(word).isSatisfied)
        for policy in [
            ApprovalPolicy(required: 2), ApprovalPolicy(required: 1, exclude: [.author]),
            ApprovalPolicy(required: 1, from: [GroupName(checked: "release-managers")]),
        ] {
            #expect(Fixture(policy).objection(to: word)?.hasPrefix("nobody verified who 'ana' is") == true)
        }
        var twice = Fixture()
        twice.question.policy.required = 1
        let second = Fixture.approval(2, by: "bo", kind: .administrator)
        #expect(twice.tally(word, second).lines[1].objection?.contains("counts once") == true)
    }
}

extension String {
    fileprivate var name: UserName { UserName(checked: self) }
}
