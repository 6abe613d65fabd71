import Testing

@testable import MLflowAPI

@Suite("JSON in both directions")
struct JSONTests {
    private func parse(_ text: String) throws -> JSON {
        var text = text
        return try text.withUTF8 { try JSONParser.parse(UnsafeRawBufferPointer($0)) }
    }

    @Test(arguments: [
        ("null", JSON.null), ("true", .bool(true)), ("-12", .integer(-12)),
        ("1795219581043", .integer(1_795_219_581_043)),
        ("9223372036854775807", .integer(.max)), ("9223372036854775808", .real(9_223_372_036_854_775_808)),
        ("1.5e3", .real(1500)),
        (#""a\"\\\/\n\u00e4\ud83d\ude00""#, .string("a\"\\/\nä😀")), ("[]", .array([])),
        ("-Infinity", .real(-.infinity)),
        (#" { "a" : [ 1 , {} ] } "#, .object([.init(key: "a", value: .array([.integer(1), .object([])]))])),
    ])
    func readsWhatClientsSend(text: String, value: JSON) throws {
        #expect(try parse(text) == value)
    }

    @Test(arguments: [
        "", " ", "{", "[1", "{\"a\"}", "{\"a\":}", "{a:1}", "[1,]", "{\"a\":1,}", "tru", "1 2", "\"a", "\"\\x\"",
        "\"\\ud800\"",
        "\"\\u12g4\"", "--1", "1.", "-", "\"\n\"", "nan", "0x10", "1e999999999999999999999x",
    ])
    func refusesWhatIsNoJSON(text: String) {
        #expect(throws: JSONError.self) { try parse(text) }
    }

    @Test func boundsNesting() throws {
        #expect(throws: Never.self) { try parse(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)) }
        #expect(throws: JSONError.self) { try parse(String(repeating: "[", count: 1_000_000)) }
    }

    @Test func theLastOfTwoEqualKeysCounts() throws {
        #expect(try parse(#"{"a": 1, "a": 2}"#)["a"] == .integer(2))
    }

    @Test func writesNumbersTextsAndLeavesOutWhatIsEmpty() {
        var object = JSONObject()
        object.set("text", "a\"\\\n\u{1}ä")
        object.set("none", nil as String?)
        object.set("empty", "")
        object.set("integer", Int64.max)
        object.set("real", 0.1)
        object.set("tiny", Double.leastNonzeroMagnitude)
        object.set("nan", Double.nan)
        object.set("infinite", -Double.infinity)
        object.list("nobody", [Int]()) { _, _ in }
        object.list("items", [1, 2]) { $0.set("n", Int64($1)) }
        object.list("texts", texts: ["a", "b"])
        object.object("inner") { _ in }
        #expect(
            String(decoding: object.finished(), as: UTF8.self)
                == #"{"text":"a\"\\\n\u0001ä","empty":"","integer":9223372036854775807,"real":0.1,"tiny":5e-324,"nan":"NaN","#
                + #""infinite":"-Infinity","items":[{"n":1},{"n":2}],"texts":["a","b"],"inner":{}}"#)
    }
}
