import Foundation
import Promotion
import Testing

@testable import sluice

@Suite("Where a secret's value comes from")
struct SecretInputTests {
    @Test(arguments: [
        ("correct-horse", "correct-horse"), ("correct-horse\n", "correct-horse"),
        ("correct-horse\r\n", "correct-horse"),
        ("correct-horse \n", "correct-horse "), ("one-line\ntwo-lines\n", "one-line\ntwo-lines\n"),
        ("correct-horse\n\n", "correct-horse\n\n"),
    ])
    func aLineBreakBehindOneLineIsNoPartOfIt(given: String, value: String) throws {
        #expect(try SecretInput.value(Array(given.utf8)).text == value)
    }

    @Test func whatCannotBeAValueIsAUsageErrorThatDoesNotShowIt() {
        let wrong: [[UInt8]] = [
            [], Array("hush".utf8), Array("hush-\0-hush".utf8), [0xFF, 0xFE, 0x68, 0x75, 0x73, 0x68],
            [UInt8](repeating: 0x68, count: SecretValue.mostBytes + 1),
        ]
        for bytes in wrong {
            #expect { try SecretInput.value(bytes) } throws: { error in
                guard let failure = error as? CommandFailure else { return false }
                return failure.status == .usage && !failure.message.contains("hush") && !failure.message.isEmpty
            }
        }
    }

    @Test func aFileIsRead() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("correct-horse\n".utf8).write(to: URL(fileURLWithPath: path))
        #expect(try SecretInput(file: path).read(prompt: "").text == "correct-horse")
        #expect(throws: CommandFailure.self) { try SecretInput(file: path + "-none").read(prompt: "") }
    }

    @Test(arguments: [
        ["secret", "set", "--env", "prod", "API_KEY", "value-on-the-command-line"], ["secret", "set", "API_KEY"],
        ["secret", "set", "--env", "prod", "PATH"], ["secret", "list"], ["secret", "remove", "--env", "prod"],
    ])
    func wrongCommandLinesAreUsageErrors(_ arguments: [String]) async {
        #expect(await Program.run(arguments) == .usage)
    }
}
