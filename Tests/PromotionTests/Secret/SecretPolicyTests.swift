import Promotion
import Testing

@Suite("Who may have secrets")
struct SecretPolicyTests {
    private let name = EnvironmentName(checked: "prod")

    private func policy(_ ref: String, branches: [String]) throws -> SecretPolicy {
        let patterns = try branches.map { try #require(RefPattern($0)) }
        return SecretPolicy(
            ref: try RefName(validating: ref), environment: Environment(name: name, branches: patterns), name: name)
    }

    @Test func aRefThatTheEnvironmentClaimsHasThem() throws {
        #expect(try policy("refs/heads/release/1", branches: ["release/*"]) == .given)
    }

    @Test("S-24: a ref that the environment does not claim gets no secrets, and a pull request never does")
    func othersDoNot() throws {
        for (ref, branches) in [
            ("refs/heads/feature/x", ["release/*"]), ("refs/heads/releases", ["release/*"]),
            ("refs/pull/7/head", ["refs/pull/*/head"]), ("refs/merge-requests/7/head", ["release/*"]),
        ] {
            guard case .withheld(let reason) = try policy(ref, branches: branches) else {
                Issue.record("\(ref) was given secrets")
                continue
            }
            #expect(reason.contains("secrets"), "\(reason)")
        }
        let gone = SecretPolicy(ref: try RefName(validating: "refs/heads/main"), environment: nil, name: name)
        #expect(gone != .given)
    }

    @Test(arguments: ["API_KEY", "_x", "a1", "OPENAI_API_KEY"])
    func namesAreThoseOfVariables(_ text: String) { #expect(SecretName(rawValue: text) != nil) }

    @Test(arguments: ["", "1A", "A-B", "A B", "PATH", "SLUICE_RUN", "MLFLOW_TRACKING_TOKEN", "LD_PRELOAD", "É"])
    func otherNamesAreRefused(_ text: String) { #expect(SecretName(rawValue: text) == nil) }

    @Test func aValueShowsNothingOfItself() throws {
        let value = try SecretValue(validating: "correct-horse-battery")
        var dumped = ""
        dump(value, to: &dumped)
        #expect(!"\(value) \([value]) \(String(reflecting: value)) \(dumped)".contains("horse"))
        for text in ["", "short12", "with\0nul-in-it", String(repeating: "x", count: SecretValue.mostBytes + 1)] {
            #expect { try SecretValue(validating: text) } throws: { !"\($0)".contains("with") }
        }
    }
}
