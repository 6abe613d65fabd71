import Definitions
import Promotion
import Testing

@Suite struct EnvironmentLadderTests {
    private func ladder(_ environments: [(String, String)]) -> Decoded<[Environment]> {
        Fixtures.readEnvironments(environments.map { ("environments/\($0.0).yaml", Fixtures.environment($0.0, $0.1)) })
    }

    @Test func theOrderFollowsPromotesFromAndElseTheFiles() {
        let decoded = ladder([
            ("prod", "branches: [c]\npromotesFrom: staging"), ("z-lab", "branches: [z]"), ("dev", "branches: [a]"),
            ("staging", "branches: [b]\npromotesFrom: dev"), ("a-lab", "branches: [y]"),
        ])
        #expect(decoded.lines == [])
        #expect(decoded.value?.map(\.name.rawValue) == ["z-lab", "dev", "staging", "prod", "a-lab"])
    }

    @Test func anEnvironmentThatPromotesFromItselfIsRefused() {
        #expect(
            ladder([("a", "branches: [a]\npromotesFrom: a")]).lines == [
                "6:17: error: spec.promotesFrom: environment 'a' promotes from itself"
            ])
    }

    @Test func circlesAreReportedOnceAndShown() {
        let decoded = ladder([
            ("a", "branches: [a]\npromotesFrom: c"), ("b", "branches: [b]\npromotesFrom: a"),
            ("c", "branches: [c]\npromotesFrom: b"), ("d", "branches: [d]\npromotesFrom: a"),
        ])
        #expect(
            decoded.lines == [
                "6:17: error: spec.promotesFrom: the environments promote from each other in a circle: a → c → b → a"
            ])
    }

    @Test func anUnknownRungIsRefusedWithASuggestion() {
        let decoded = ladder([("staging", "branches: [a]"), ("prod", "branches: [b]\npromotesFrom: stagign")])
        #expect(
            decoded.lines == [
                "6:17: error: spec.promotesFrom: there is no environment 'stagign'; allowed: staging; did you mean 'staging'?"
            ])
    }

    @Test func aRungInAFileThatCannotBeReadIsNotCalledUnknown() {
        let files = [
            ("staging.yaml", "{"), ("prod.yaml", Fixtures.environment("prod", "branches: [b]\npromotesFrom: staging")),
        ]
        let decoded = Fixtures.readEnvironments(files)
        #expect(decoded.value == nil)
        #expect(decoded.diagnostics.map(\.file) == ["staging.yaml"])
    }

    @Test func oneNameInTwoFilesIsRefusedAndAStrangeFileNameIsWarnedAbout() {
        let decoded = Fixtures.readEnvironments([
            ("dev.yaml", Fixtures.environment("dev", "branches: [a]")),
            ("dve.yaml", Fixtures.environment("dev", "branches: [b]")),
        ])
        #expect(
            decoded.lines == [
                "3:18: warning: metadata.name: environment 'dev' is in a file of another name; 'dev.yaml' is where people look for it",
                "3:18: error: metadata.name: environment 'dev' is defined in dev.yaml already; names are unique",
            ])
    }

    @Test func twoEnvironmentsClaimingOneBranchAreRefused() {
        let decoded = ladder([("a", "branches: [main, 'release/*']"), ("b", "branches: ['release/1.*', dev]")])
        #expect(
            decoded.lines == [
                "5:14: error: spec.branches[0]: 'release/1.*' and 'release/*' of environment 'a' (environments/a.yaml:5) both claim "
                    + "'release/1.'; a branch belongs to one environment"
            ])
    }

    @Test func manyHostilePatternsEndInAnAnswer() {
        let patterns = (0..<50).map { "'" + String(repeating: "*a", count: 40) + "\($0)z'" }.joined(separator: ", ")
        let others = (0..<50).map { "'" + String(repeating: "*a", count: 40) + "\($0)y'" }.joined(separator: ", ")
        let decoded = ladder([("a", "branches: [\(patterns)]"), ("b", "branches: [\(others)]")])
        #expect(decoded.value == nil || decoded.diagnostics.isEmpty)
    }

    @Test func noEnvironmentsIsAnEmptyLadder() {
        #expect(Fixtures.readEnvironments([]).value == [])
    }

    @Test func tooManyEnvironmentsAreRefused() {
        let decoded = ladder((0..<60).map { ("e\($0)", "branches: [b\($0)]") })
        #expect(decoded.lines == ["1:1: error: a project has at most 50 environments; there are 60"])
    }
}
