import Definitions
import Promotion
import Testing

@Suite struct HostileYAMLTests {
    @Test(arguments: [
        ("", "1:1: error: the file has no content"),
        ("# only a comment\n", "1:1: error: the file has no content"),
        ("a: b\n---\nc: d\n", "2:1: error: a definition file holds one document; this is a second one"),
        ("a:\n\t- b\n", "2:1: error: a tab cannot indent in YAML; use spaces"),
        (
            "a: *b\n",
            "1:4: error: text that begins with '*' is an alias in YAML, which definitions do not know; put it in quotes"
        ),
        ("a: [*]\n", "1:6: error: text that begins with '*' or '&' must be in quotes"),
        ("a: @b\n", "1:4: error: text that begins with '@' must be in quotes"),
        (
            "a: &x 1\nb: *x\n",
            "1:4: error: a: anchors and aliases ('&x', '*x') are not known in definitions; write the value out"
        ),
        ("a: !!binary aGk=\n", "1:4: error: a: tags such as 'tag:yaml.org,2002:binary' are not known in definitions"),
        ("? [a]\n: b\n", "1:3: error: a list is used as a key; keys are text"),
        (
            "a: [1, 2\n",
            "2:1: error: is not valid YAML: did not find expected ',' or ']', while parsing a flow sequence that begins on line 1"
        ),
        ("just text\n", "1:1: error: found the text 'just text' where a mapping (a pipeline file) is expected"),
        ("[a]\n", "1:1: error: found a list where a mapping (a pipeline file) is expected"),
        ("{[a]: 1, [a]: 2}\n", "1:2: error: a key is given twice in one mapping: '<uncovertable>'"),
    ])
    func isRefusedWithItsReason(text: String, line: String) {
        let decoded = Fixtures.readPipeline(text)
        #expect(decoded.value == nil)
        #expect(decoded.lines.first == line)
    }

    @Test func mergeKeysAndEmptyKeysAreRefused() {
        let lines = Fixtures.readPipeline(Fixtures.pipeline + "<<: {a: b}\n? \n: x\n").lines
        #expect(
            lines == [
                "14:1: error: merge keys ('<<') are not known in definitions; write the values out",
                "15:2: error: a key is empty; keys are text",
            ])
    }

    @Test func bytesThatAreNotTextAreRefusedAtTheirPlace() {
        let bytes = Array("apiVersion: sluice/v1\nkind: ".utf8) + [0xFF, 0xFE]
        let decoded = DefinitionReader().pipeline(in: bytes, file: "f")
        #expect(decoded.lines == ["2:7: error: the file is not UTF-8 text from here on"])
        #expect(
            Fixtures.readPipeline("a: \u{1}\n").lines.first?.hasPrefix("1:4: error: cannot be read as text: ") == true)
        #expect(Fixtures.readPipeline("a: \0\n").value == nil)
    }

    @Test func aByteOrderMarkAndWindowsLineEndsAreFine() {
        let text = "\u{FEFF}" + Fixtures.pipeline.split(separator: "\n").joined(separator: "\r\n") + "\r\n"
        #expect(Fixtures.readPipeline(text).lines == [])
    }

    @Test func aFileOfMoreThanOneMebibyteIsRefused() {
        let text = Fixtures.pipeline + String(repeating: "#", count: 1 << 20)
        #expect(Fixtures.readPipeline(text).lines.first?.contains("a definition may have at most 1048576") == true)
    }

    @Test(arguments: ["[", "{a: ", "- ", "? "])
    func deepNestingIsRefused(opening: String) {
        for depth in [40, 900, 50_000] {
            let decoded = Fixtures.readPipeline(String(repeating: opening, count: depth))
            #expect(decoded.value == nil)
            #expect(!decoded.diagnostics.isEmpty)
        }
        let lines = Fixtures.readPipeline(String(repeating: "[", count: 40) + String(repeating: "]", count: 40)).lines
        #expect(lines.first?.hasSuffix("lists and mappings are nested more than 32 deep") == true)
    }

    @Test("a billion laughs, as values and as keys, are refused before they are told", arguments: ["", "? "])
    func aliasBomb(prefix: String) {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        text += "\(prefix)*a9 : x\n"
        let decoded = Fixtures.readPipeline(text)
        #expect(decoded.value == nil)
        #expect(
            decoded.lines == [
                "1:1: error: the file has anchors ('&name') and 82 aliases ('*name'), which definitions do not know; write the values out"
            ])
    }

    @Test func tooManyValuesAreRefused() {
        for count in [30_000, 300_000] {
            let text = "a: [" + String(repeating: "x,", count: count) + "]"
            #expect(Fixtures.readPipeline(text).lines.first?.contains("values") == true)
        }
    }

    @Test func diagnosticsAreBounded() {
        let keys = (0..<5000).map { "k\($0): x\n" }.joined()
        #expect(Fixtures.readPipeline(keys).diagnostics.count <= 200)
    }

    @Test func keysGivenTwiceAreEachReportedAndTheRestIsStillRead() {
        let text =
            "kind: Pipeline\nkind: Pipeline\n'kind': Pipeline\napiVersion: x\nmetadata: {name: a, \"name\": b}\nspec: {}\n"
        let lines = Fixtures.readPipeline(text).lines
        #expect(lines.contains("3:1: error: kind: 'kind' is given twice in this mapping; the first is on line 1"))
        #expect(
            lines.contains("5:21: error: metadata.name: 'name' is given twice in this mapping; the first is on line 5"))
        #expect(lines.contains { $0.hasPrefix("4:13: error: apiVersion: 'x'") })
        #expect(lines.contains("6:7: error: spec.steps: the key 'steps' is missing"))
    }

    @Test func hostileNamesCannotWriteToATerminal() {
        let decoded = DefinitionReader().pipeline(in: Array("\"\\e[31mx\\n\": 1\n".utf8), file: "a\u{1B}[2J.yaml")
        #expect(!decoded.diagnostics.isEmpty)
        for line in decoded.diagnostics.map(\.description) {
            #expect(!line.unicodeScalars.contains { $0.value < 0x20 })
        }
    }

    /// Thousands of broken documents: none may crash, and each gives a value or says why not.
    @Test(arguments: 0..<8)
    func mutatedDocumentsGiveAValueOrDiagnostics(seed: Int) {
        var random = SeededRandom(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1)
        let alphabet = Array("{}[]:,-?&*!|>'\"%@`#\\ \n\t\0~<=$x0.e\u{FF}".utf8) + [0xFF, 0xC3]
        var usable = 0
        for round in 0..<300 {
            var bytes = Array((round.isMultiple(of: 2) ? Fixtures.pipeline : Fixtures.environment).utf8)
            for _ in 0...Int.random(in: 0...6, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                let other = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes[place] = alphabet.randomElement(using: &random) ?? 0
                case 1: bytes.insert(alphabet.randomElement(using: &random) ?? 0, at: place)
                case 2: bytes.remove(at: place)
                case 3:
                    bytes.insert(
                        contentsOf: bytes[min(place, other)..<min(min(place, other) + 40, max(place, other))], at: other
                    )
                default: bytes.removeSubrange(min(place, other)..<min(min(place, other) + 20, max(place, other)))
                }
            }
            let reader = DefinitionReader()
            let pipeline = reader.pipeline(in: bytes, file: "f")
            #expect((pipeline.value == nil) == pipeline.diagnostics.contains { $0.severity == .error })
            let environments = reader.environments(in: [(name: "f", bytes: bytes)])
            #expect((environments.value == nil) == environments.diagnostics.contains { $0.severity == .error })
            usable += pipeline.isUsable ? 1 : 0
        }
        #expect(usable > 0)
    }
}

private struct SeededRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 33)
    }
}
