import Promotion
import Testing

struct JSONNestingTests {
    @Test(
        "the depth of JSON is that of its deepest bracket, and never less than a decoder would go",
        arguments: [
            ("", 0), ("1", 0), ("{}", 1), (#"{"a": [1, [2]], "b": {}}"#, 3), (#"["[[["]"#, 4), ("[][][]", 1),
            ("]]][", 0), (#"["]]]]", [[1]]]"#, 3), (#"["\"]]]\\", [[1]]]"#, 3), (#"["[x]", "[x]", "[x"]"#, 2),
            (String(repeating: "[", count: 100_000), 100_000),
        ])
    func depth(_ text: String, _ depth: Int) { #expect(JSONNesting.depth(of: Array(text.utf8)) == depth) }
}
