import Promotion
import Testing

@Suite struct CommandLineTests {
    @Test func variablesBecomePartOfOneWord() throws {
        let command = try CommandLine(parsing: "pytest tests/unit --junitxml=$SLUICE_REPORT '${literal}' \"a $B\"")
        let arguments = try command.arguments(in: ["SLUICE_REPORT": "/tmp/a b; rm -rf /", "B": "c d"])
        #expect(arguments == ["pytest", "tests/unit", "--junitxml=/tmp/a b; rm -rf /", "${literal}", "a c d"])
    }

    @Test(arguments: [
        "a | b", "a && b", "a; b", "a > b", "a `b`", "a $(b)", "a 'b", "a \"b", "", "   ", "a \\", "${a:-b}",
    ])
    func shellSyntaxIsRefused(text: String) {
        #expect(throws: CommandLine.Problem.self) { try CommandLine(parsing: text) }
    }

    @Test func quotedOperatorsAreText() throws {
        let words = try CommandLine(parsing: "echo 'a | b' \"c;d\" e\\&f ''").arguments(in: [:])
        #expect(words == ["echo", "a | b", "c;d", "e&f", ""])
    }

    @Test func unsetVariablesAreNamed() throws {
        let command = try CommandLine(parsing: "echo $MISSING")
        #expect(throws: CommandLine.Problem(message: "variable 'MISSING' is not set", offset: 0)) {
            try command.arguments(in: [:])
        }
    }
}
