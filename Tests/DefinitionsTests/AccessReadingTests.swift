import Promotion
import Testing

@testable import Definitions

/// `access.yaml`, read strictly.
struct AccessReadingTests {
    private func read(
        _ spec: String, environments: [EnvironmentName]? = nil
    ) -> Decoded<AccessPolicy> {
        let text = "apiVersion: sluice/v1\nkind: Access\nspec:\n" + spec
        return DefinitionReader().access(in: Array(text.utf8), environments: environments)
    }

    @Test func everythingThatAFileCanSayIsRead() throws {
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g"
        let decoded = read(
            """
              people:
                ann: {emails: [Ann@example.org], sshKeys: ["\(key) laptop"]}
                bob: {}
              groups:
                release-managers: [ann, bob]
              roles:
                - {role: release-manager, group: release-managers, environments: [prod]}
                - {role: viewer, user: carl}
            """)
        #expect(decoded.diagnostics.isEmpty, "\(decoded.diagnostics)")
        let policy = try #require(decoded.value)
        let (ann, bob) = (UserName(checked: "ann"), UserName(checked: "bob"))
        #expect(policy.people[ann] == Person(name: ann, emails: ["ann@example.org"], sshKeys: [key]))
        #expect(policy.groups == [GroupName(checked: "release-managers"): [ann, bob]])
        #expect(
            policy.grants == [
                Grant(
                    .releaseManager, to: .group(GroupName(checked: "release-managers")),
                    environments: [EnvironmentName(checked: "prod")]),
                Grant(.viewer, to: .user(UserName(checked: "carl"))),
            ])
    }

    @Test(
        arguments: [
            ("  roles: [{role: administrator, user: ann}]", "'administrator' is not a role that a file can give"),
            ("  roles: [{role: viewer}]", "a role belongs to one 'user' or to one 'group'"),
            ("  roles: [{role: viewer, user: ann, group: g}]", "a role belongs to one 'user' or to one 'group'"),
            ("  roles: [{role: viewer, user: ann, environments: []}]", "the list of environments is empty"),
            ("  roles: [{role: viewer, user: ann, project: other}]", "'project' is not a key of a role"),
            ("  people: {Ann: {}}", "user name 'Ann'"),
            ("  people: {ann: {emails: [nonsense]}}", "'nonsense' is no e-mail address"),
            ("  people: {ann: {sshKeys: [ssh-dss AAAA]}}", "is no public key"),
            ("  people: {ann: {subjects: [x]}}", "'subjects' is not a key of a person"),
            ("  groups: {g: [ann, ann]}", "'ann' is in the list twice"),
            ("  verbs: {}", "'verbs' is not a key of an access file's spec"),
        ])
    func whatItCannotSayIsRefused(_ spec: String, _ expected: String) {
        let decoded = read(spec)
        #expect(decoded.value == nil)
        #expect(decoded.diagnostics.contains { $0.message.contains(expected) }, "\(decoded.diagnostics)")
    }

    @Test func aRoleInAnEnvironmentThatThereIsNotIsTold() {
        let decoded = read(
            "  roles: [{role: viewer, user: ann, environments: [prd]}]",
            environments: [EnvironmentName(checked: "dev"), EnvironmentName(checked: "prod")])
        #expect(decoded.isUsable)
        #expect(decoded.diagnostics.map(\.severity) == [.warning])
        #expect(decoded.diagnostics.first?.suggestion == "prod")
    }

    @Test func theSchemaNamesTheSameRolesAsTheReader() {
        let schema = DefinitionSchema.json(for: .access)
        for role in Role.allCases where role != .administrator { #expect(schema.contains("\"\(role.rawValue)\"")) }
        #expect(!schema.contains("\"administrator\""))
    }
}
