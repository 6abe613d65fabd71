import Testing

@testable import sluice

struct LogFilterTests {
    private func filter(_ text: String, inPiecesOf size: Int = .max) -> String {
        var filter = LogFilter()
        var passed: [UInt8] = []
        let bytes = Array(text.utf8)
        var place = 0
        while place < bytes.count {
            let end = min(place + min(size, bytes.count), bytes.count)
            passed += filter.filter(Array(bytes[place..<end]))
            place = end
        }
        return String(decoding: passed, as: UTF8.self)
    }

    @Test(arguments: [1, 2, 3, 1000])
    func textAndColoursPassWhateverThePieces(_ size: Int) {
        let text = "50%\r100%\n\u{1B}[1;31mréd\u{1B}[0m\tend é ü ©"
        #expect(filter(text, inPiecesOf: size) == text)
    }

    @Test(arguments: [
        ("a\u{1B}[2Jb", "ab"), ("a\u{1B}]0;title\u{07}b", "ab"), ("a\u{1B}]8;;http://x\u{1B}\\b", "ab"),
        ("a\u{07}\u{08}b", "ab"),
        ("a\u{9B}2Jb", "a2Jb"), ("a\u{1B}cb", "ab"), ("a\u{1B}[6nb", "ab"), ("a\u{1B}P$q\u{1B}\\b", "ab"),
        ("\u{7F}", ""),
    ])
    func whatMovesTheCursorOrAnswersDoesNot(_ hostile: String, _ expected: String) {
        for size in [1, 1000] { #expect(filter(hostile, inPiecesOf: size) == expected) }
    }
}
