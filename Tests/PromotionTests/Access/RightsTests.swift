import Promotion
import Testing

/// What grants, groups and the limits of tokens add up to.
struct RightsTests {
    private let shop = ProjectName(checked: "shop")
    private let vault = ProjectName(checked: "vault")
    private let prod = EnvironmentName(checked: "prod")
    private let dev = EnvironmentName(checked: "dev")
    private let ann = UserName(checked: "ann")
    private let managers = GroupName(checked: "managers")

    @Test func aRoleAllowsExactlyItsVerbs() {
        for role in Role.allCases {
            for verb in Verb.allCases { #expect(role.allows(verb) == role.verbs.contains(verb), "\(role) \(verb)") }
        }
    }

    @Test("S-09: no role but the administrator's has both edit and promote, or audit and any change")
    func rolesKeepDutiesApart() {
        for role in Role.allCases where role != .administrator {
            #expect(!(role.allows(.edit) && role.allows(.promote)), "\(role)")
            #expect(!(role.allows(.edit) && role.allows(.approve)), "\(role)")
            #expect(!role.allows(.administer) && !role.allows(.secrets), "\(role)")
        }
        #expect(Role.auditor.verbs == [.view, .audit])
    }

    @Test func nothingIsAllowedWithoutAGrant() {
        let rights = Rights()
        for verb in Verb.allCases {
            #expect(!rights.allows(verb, in: nil, nil) && !rights.allows(verb, in: shop, prod))
            #expect(!rights.allowsSomewhere(verb, in: nil) && !rights.allowsInSandbox(verb))
            #expect(rights.places(for: verb) == [])
        }
    }

    @Test func aGrantReachesItsProjectAndEnvironmentsOnly() {
        let rights = Rights(grants: [Grant(.engineer, to: .user(ann), project: shop, environments: [dev])])
        #expect(rights.allows(.edit, in: shop, dev))
        #expect(!rights.allows(.edit, in: shop, prod))
        #expect(!rights.allows(.edit, in: shop, nil))
        #expect(!rights.allows(.edit, in: vault, dev))
        #expect(!rights.allows(.edit, in: nil, nil))
        #expect(rights.allowsSomewhere(.edit, in: shop) && rights.allowsSomewhere(.edit, in: nil))
        #expect(!rights.allowsSomewhere(.edit, in: vault) && !rights.allowsSomewhere(.promote, in: shop))
    }

    @Test("S-41: a token narrows its owner's rights, and widens none")
    func scopes() {
        let grants = [Grant(.administrator, to: .user(ann))]
        let scope = TokenScope(projects: [shop], environments: [dev], verbs: [.view, .run])
        let rights = Rights(grants: grants, scope: scope)
        #expect(rights.allows(.run, in: shop, dev))
        #expect(!rights.allows(.promote, in: shop, dev))
        #expect(!rights.allows(.run, in: shop, prod) && !rights.allows(.run, in: vault, dev))
        #expect(!rights.allows(.view, in: shop, nil) && !rights.allows(.view, in: nil, nil))
        #expect(!rights.allowsInSandbox(.view) && !rights.allowsInSandbox(.edit))
        #expect(rights.places(for: .view) == [Rights.Place(projects: [shop], environments: [dev])])
        #expect(!Rights(grants: [], scope: scope).allows(.view, in: shop, dev))
        #expect(
            !Rights(grants: [Grant(.viewer, to: .user(ann), project: vault)], scope: scope)
                .allowsSomewhere(.view, in: nil))
    }

    @Test func oneScopeIsWithinAnotherOnlyIfItLetsNothingMoreThrough() {
        let wide = TokenScope()
        let narrow = TokenScope(projects: [shop], verbs: [.view])
        #expect(narrow.isWithin(wide) && narrow.isWithin(narrow) && !wide.isWithin(narrow))
        #expect(!TokenScope(projects: [shop, vault], verbs: [.view]).isWithin(narrow))
        #expect(!TokenScope(projects: [shop]).isWithin(narrow))
        #expect(TokenScope(projects: [shop], environments: [dev], verbs: [.view]).isWithin(narrow))
    }

    // MARK: Projects' files

    @Test func aFileSpeaksForItsOwnProjectAndMakesNobodyAdministrator() {
        let file = AccessPolicy(grants: [
            Grant(.engineer, to: .user(ann)), Grant(.engineer, to: .user(ann), project: vault),
            Grant(.administrator, to: .user(ann)),
        ])
        let rights = Rights(grants: AccessPolicies(files: [shop: file]).grants(of: ann))
        #expect(rights.allows(.edit, in: shop, prod))
        #expect(!rights.allows(.administer, in: shop, nil))
        #expect(!rights.allows(.view, in: vault, prod) && !rights.allows(.view, in: nil, nil))
    }

    @Test func aFileCannotJoinAGroupToWhichTheServerGaveARole() {
        let server = AccessPolicy(grants: [Grant(.administrator, to: .group(managers))])
        let file = AccessPolicy(groups: [managers: [ann]])
        let policies = AccessPolicies(server: server, files: [shop: file])
        #expect(policies.grants(of: ann).isEmpty)
        let defined = AccessPolicies(
            server: AccessPolicy(groups: [managers: []]),
            files: [shop: AccessPolicy(groups: [managers: [ann]], grants: [Grant(.engineer, to: .group(managers))])])
        #expect(defined.grants(of: ann).isEmpty, "a group of the server has the members that the server says")
    }

    @Test func aFilesOwnGroupCountsInItsProject() {
        let file = AccessPolicy(
            groups: [managers: [ann]], grants: [Grant(.releaseManager, to: .group(managers), environments: [prod])])
        let rights = Rights(grants: AccessPolicies(files: [shop: file]).grants(of: ann))
        #expect(rights.allows(.promote, in: shop, prod) && !rights.allows(.promote, in: shop, dev))
    }

    @Test func aFileSaysNothingAboutLoginsAndServices() {
        let thief = Person(
            name: ann, emails: ["a@example.org"], sshKeys: ["ssh-ed25519 AAAA"], subjects: ["https://i#1"],
            services: [UserName(checked: "ci")])
        let sum = AccessPolicy().adding(AccessPolicy(people: [ann: thief]), of: shop)
        #expect(sum.people[ann] == Person(name: ann, emails: ["a@example.org"], sshKeys: ["ssh-ed25519 AAAA"]))
    }

    @Test("A-14: whoever is disabled has neither grants nor groups, whatever says so")
    func disabled() {
        let server = AccessPolicy(
            groups: [managers: [ann]], grants: [Grant(.administrator, to: .user(ann))], disabled: [ann])
        let file = AccessPolicy(grants: [Grant(.engineer, to: .user(ann))])
        let policies = AccessPolicies(server: server, files: [shop: file])
        #expect(policies.grants(of: ann, in: [managers]).isEmpty && policies.groups(of: ann).isEmpty)
        #expect(policies.policy(of: shop).groups(of: ann).isEmpty)
        let actor = Actor(name: ann, kind: .person, groups: [managers], evidence: .token("t"))
        #expect(policies.policy(of: shop).verbs(of: actor, in: shop, prod).isEmpty)
    }

    // MARK: Marks

    @Test(arguments: ["", "a", "a@", "@b", "a@b@c", "a b@c", "a@b>", "a@b\n"])
    func whatIsNoAddressIsRefused(_ text: String) { #expect(throws: InvalidName.self) { try UserMarks.email(text) } }

    @Test func addressesAreComparedInLowerCase() throws {
        #expect(try UserMarks.email("Ann@Example.ORG") == "ann@example.org")
    }

    @Test func aKeyIsKeptWithoutItsComment() throws {
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g"
        #expect(try UserMarks.sshKey("\(key) ann@host") == key)
        for wrong in ["", key.replacing("ssh-ed25519", with: "ssh-dss"), "ssh-ed25519 short", "ssh-ed25519 \(key)"] {
            #expect(throws: InvalidName.self) { try UserMarks.sshKey(wrong) }
        }
    }
}
