import Testing

@testable import Catalog
@testable import MLflowAPI

@Suite("Texts of the catalog in answers")
struct JSONTextTests {
    /// What an answer with the text has between the quotes.
    private func written(_ bytes: [UInt8]) -> [UInt8] {
        let object = bytes.withUnsafeBufferPointer { text in
            var object = JSONObject()
            object.set("t", ColumnText(bytes: text))
            return object.finished()
        }
        return Array(object.dropFirst(#"{"t":""#.utf8.count).dropLast(2))
    }

    /// The rule, byte by byte.
    private func escaped(_ bytes: [UInt8]) -> [UInt8] {
        String(decoding: bytes, as: UTF8.self).utf8.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "\""): Array(#"\""#.utf8)
            case UInt8(ascii: "\\"): Array(#"\\"#.utf8)
            case 0x0A: Array(#"\n"#.utf8)
            case 0..<0x20, 0x7F: Array((byte < 0x10 ? "\\u000" : "\\u00").utf8) + Array(String(byte, radix: 16).utf8)
            default: [byte]
            }
        }
    }

    /// Bytes are looked at eight at a time: so each stands at each place of two such steps and of the rest, among harmless neighbours and
    /// among those whose bits carry over.
    @Test(arguments: [UInt8(ascii: "a"), 0x20, 0x21, 0x23, 0x5B, 0x5D, 0x7E])
    func everyByteIsEscapedWhereverItStands(neighbour: UInt8) {
        for byte in UInt8.min...0x7F {
            for length in 1...19 {
                for place in 0..<length {
                    var text = [UInt8](repeating: neighbour, count: length)
                    text[place] = byte
                    #expect(written(text) == escaped(text))
                }
            }
        }
    }

    @Test func manyEscapesInARowAreWritten() {
        let text = [UInt8](0...0x7F) + [UInt8](repeating: 0, count: 20) + Array(#""\"\"\"#.utf8)
        #expect(written(text) == escaped(text))
        #expect(written([]) == [])
    }

    @Test(arguments: ["ä", "日本語", "\u{2028}\u{2029}", "👩‍🔬", "e\u{301}", "\u{FEFF}x", "12345678é\"\\", "\u{85}\u{7F}"])
    func whatIsNotASCIIStaysAsItIs(text: String) throws {
        let bytes = Array(text.utf8)
        #expect(written(bytes) == escaped(bytes))
        let object = Array(#"{"t":""#.utf8) + written(bytes) + Array(#""}"#.utf8)
        let read = try object.withUnsafeBytes { try JSONParser.parse($0) }
        #expect(read["t"] == .string(text))
    }

    @Test(arguments: [
        ([0xFF], "\u{FFFD}"), (Array("12345678".utf8) + [0xC3], "12345678\u{FFFD}"),
        ([0xC0, 0x80], "\u{FFFD}\u{FFFD}"),
        ([0xED, 0xA0, 0x80, 0x22], "\u{FFFD}\u{FFFD}\u{FFFD}\\\""),
    ])
    func whatIsNoUTF8NeverGoesOut(bytes: [UInt8], expected: String) {
        #expect(written(bytes) == Array(expected.utf8))
    }

    @Test func aListIsWrittenOnlyIfItHasElements() {
        var object = JSONObject()
        object.list("none") { _ in }
        object.list("outer") { outer in
            outer.element { $0.set("n", Int64(1)) }
            outer.element { element in
                element.list("none") { _ in }
                element.list("inner") { inner in
                    inner.element { _ in }
                    inner.element { $0.set("m", Int64(2)) }
                }
                element.set("n", Int64(3))
            }
        }
        object.set("end", true)
        let text = String(decoding: object.finished(), as: UTF8.self)
        #expect(text == #"{"outer":[{"n":1},{"inner":[{},{"m":2}],"n":3}],"end":true}"#)
    }
}
