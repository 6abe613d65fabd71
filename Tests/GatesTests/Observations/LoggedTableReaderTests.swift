import Gates
import Testing

@Suite struct LoggedTableReaderTests {
    private let columns = [ColumnRequest("y", .categories), ColumnRequest("p", .numbers)]

    private func read(_ text: String) throws -> ObservationTable {
        try LoggedTableReader(source: "eval.json").read(Array(text.utf8), columns: columns)
    }

    @Test(arguments: [
        #"{"columns": ["y", "text", "p"], "data": [["a", {"x": [1, "]"]}, 0.25], ["b\u00e9\ud83d\ude00", null, 1]]}"#,
        #" {"data":[["a","\"],[",0.25],["b\u00e9\ud83d\ude00",[],true]],"index":[0,1],"columns":["y","text","p"]} "#,
    ])
    func `tables of log_table are read whatever the order of their keys`(text: String) throws {
        let table = try read(text)
        #expect(table.rows == 2)
        #expect(try table.numbers("p") == [0.25, 1])
        #expect(try table.categories("y") == CategoryColumn(["a", "bé😀"]))
    }

    @Test func `numbers as classes are the same as their text`() throws {
        let table = try read(#"{"columns":["y","p"],"data":[[1,1],[1.0,1],["1",1],[true,1]]}"#)
        #expect(try table.categories("y") == CategoryColumn(["1", "1", "1", "true"]))
    }

    @Test func `missing and NaN are refused when they are used`() throws {
        let table = try read(#"{"columns":["y","p"],"data":[[null,NaN],["a",1]]}"#)
        #expect(throws: ObservationError(source: "eval.json", row: 1, column: "y", message: "the value is missing")) {
            try table.categories("y")
        }
        #expect(
            throws: ObservationError(source: "eval.json", row: 1, column: "p", message: "the value nan is not finite")
        ) {
            try table.numbers("p")
        }
    }

    @Test(arguments: [
        (
            #"{"columns":["y","p"],"data":[["a",1],["b","x"]]}"#,
            "'eval.json', row 2, column 'p': text that is not a number"
        ),
        (#"{"columns":["y","p"],"data":[["a"]]}"#, "'eval.json', row 1: 1 of 2 values"),
        (#"{"columns":["y","p"],"data":[["a",1,2]]}"#, "'eval.json', row 1: more values than the 2 columns"),
        (
            #"{"columns":["y","p"],"data":[["a",[1]]]}"#,
            "'eval.json', row 1, column 'p': a list or an object instead of a number"
        ),
        (
            #"{"columns":["y","p"]}"#,
            "'eval.json': is not a table of 'mlflow.log_table': it has no 'columns' or no 'data'"
        ),
        (#"{"columns":["y","p"],"data":[["a",1]"#, "'eval.json', row 1: the JSON text ends too early"),
    ])
    func `errors name file, row and column`(text: String, expected: String) {
        #expect {
            try read(text)
        } throws: { "\($0)" == expected }
    }

    @Test func `deep nesting is refused`() {
        let text = #"{"x":"# + String(repeating: "[", count: 100_000)
        #expect(throws: ObservationError.self) { try read(text) }
    }
}
