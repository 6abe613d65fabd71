import Foundation
import Promotion
import Testing

@Suite struct NameTests {
    @Test(arguments: ["a", "churn", "churn-2", "0", String(repeating: "a", count: 31)])
    func projectAndEnvironmentNamesAreLabels(text: String) {
        #expect(ProjectName(rawValue: text) != nil)
        #expect(EnvironmentName(rawValue: text) != nil)
    }

    @Test(arguments: [
        "", "-a", "a-", "A", "a_b", "a b", "a/b", "..", "é", "a\u{0}", "a\n", "$(id)", "--help", "a\u{202E}b",
        String(repeating: "a", count: 32),
    ])
    func hostileLabelsAreRefused(text: String) {
        #expect(ProjectName(rawValue: text) == nil)
        #expect(EnvironmentName(rawValue: text) == nil)
    }

    @Test(arguments: ["train", "_x", "a.b-c_d", "T1"])
    func stepAndDatasetNamesAreIdentifiers(text: String) {
        #expect(StepName(rawValue: text) != nil)
        #expect(DatasetName(rawValue: text) != nil)
    }

    @Test(arguments: ["", "1a", "-x", ".x", "..", "a/b", "a@b", "a b", "é", "a=b", String(repeating: "a", count: 64)])
    func hostileIdentifiersAreRefused(text: String) {
        #expect(StepName(rawValue: text) == nil)
        #expect(DatasetName(rawValue: text) == nil)
    }

    @Test func datasetNamesBecomeVariables() {
        #expect(DatasetName(rawValue: "raw-customers.v2")?.variableSuffix == "RAW_CUSTOMERS_V2")
    }

    @Test(arguments: ["churn", "churn model v2", "模型", "a.b", "--x", "…"])
    func modelNamesFollowMLflow(text: String) { #expect(ModelName(rawValue: text) != nil) }

    @Test(arguments: [
        "", ".", "..", "a/b", "a:b", "a\u{0}", "a\n", "\u{1B}[31mred", "a\u{9B}31m", "a\u{202E}b", "a\u{2066}b",
        "a\u{2028}b",
        "a\u{85}b", "/\u{301}", ":\u{301}", String(repeating: "a", count: 256),
    ])
    func modelNamesThatRewriteATerminalOrAPathAreRefused(text: String) { #expect(ModelName(rawValue: text) == nil) }

    @Test(arguments: [
        "refs/heads/main", "refs/heads/-evil", "refs/heads/--upload-pack=x", "refs/heads/$(id)", "refs/heads/a;b`c",
        "refs/heads/é", "refs/tags/v1.0", "refs/pull/17/head",
    ])
    func whatGitAllowsIsAReferenceName(text: String) { #expect(RefName(rawValue: text) != nil) }

    @Test(arguments: [
        "", "main", "heads/main", "refs/", "refs/heads/", "refs/heads//x", "refs/heads/a..b", "refs/heads/..",
        "refs/heads/../x", "refs/heads/.x", "refs/heads/x.lock", "refs/heads/x.lock/y", "refs/heads/x.",
        "refs/heads/a@{1}",
        "refs/heads/a b", "refs/heads/a\u{7F}", "refs/heads/a\nb", "refs/heads/a\\b", "refs/heads/a~1", "refs/heads/a^",
        "refs/heads/a:b", "refs/heads/a?", "refs/heads/a*", "refs/heads/a[b",
        "refs/heads/..\u{301}", "refs/heads/.\u{301}x", "refs/heads/a@{\u{301}", "refs/heads//\u{301}x",
        "refs/heads/x.lock/\u{301}y", "refs/heads/" + String(repeating: "a", count: 1024),
    ])
    func whatGitRefusesIsNone(text: String) { #expect(RefName(rawValue: text) == nil) }

    @Test("R-36: branches whose names only look the same are two")
    func namesAreComparedByTheirBytes() throws {
        let one = try #require(RefName.branch("caf\u{E9}"))
        let two = try #require(RefName.branch("cafe\u{301}"))
        #expect(one != two)
        #expect((one < two) != (two < one))
        #expect(Set([one, two]).count == 2)
        #expect([one: 1, two: 2][two] == 2)
        let pattern = try #require(RefPattern("caf\u{E9}"))
        #expect(pattern.matches(one) && !pattern.matches(two))
    }

    @Test("R-36: a tag and a branch of one name are told apart")
    func tagsKeepTheirFullNames() throws {
        let branch = try RefName(validating: "refs/heads/v1")
        let tag = try RefName(validating: "refs/tags/v1")
        #expect(branch.shown == "v1" && tag.shown == "refs/tags/v1" && branch != tag)
    }

    @Test func namesAreCheckedWhenTheyAreDecoded() throws {
        let decoder = JSONDecoder()
        #expect(try decoder.decode(ProjectName.self, from: Data(#""churn""#.utf8)).rawValue == "churn")
        #expect(throws: InvalidName.self) { try decoder.decode(ProjectName.self, from: Data(#""../x""#.utf8)) }
        #expect(throws: (any Error).self) { try decoder.decode([StepName: Int].self, from: Data(#"{"a b": 1}"#.utf8)) }
    }

    @Test func theErrorSaysWhatIsWrongWithoutRepeatingControlCharacters() {
        let error = #expect(throws: InvalidName.self) { try ProjectName(validating: "\u{1B}[2Jx") }
        #expect(
            error?.description == #"project name '\u{1b}[2Jx' may have only lower-case letters, digits and '-'"#)
    }

    @Test func runIDsAndWorkspacesAreBuiltFromNames() throws {
        let workspace = WorkspaceName(
            project: try ProjectName(validating: String(repeating: "p", count: 31)),
            environment: try EnvironmentName(validating: String(repeating: "e", count: 31)))
        #expect(WorkspaceName(rawValue: workspace.rawValue) == workspace)
        let id = RunID(workspace: workspace, number: 1_000_000_000)
        #expect(RunID(rawValue: id.rawValue) == id)
    }

    @Test(arguments: ["api", "ajax-api", "workspaces", "static-files", "x", ""])
    func reservedWorkspacesAreRefused(text: String) { #expect(WorkspaceName(rawValue: text) == nil) }
}
