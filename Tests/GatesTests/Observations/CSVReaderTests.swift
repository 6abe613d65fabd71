import Gates
import Testing

@Suite struct CSVReaderTests {
    private func read(
        _ text: String, _ columns: [ColumnRequest] = [ColumnRequest("y", .categories), ColumnRequest("p", .numbers)],
        parts: Int = 2
    ) throws -> ObservationTable {
        try CSVReader(source: "predictions.csv", parts: parts).read(Array(text.utf8), columns: columns)
    }

    private func message(_ text: String, _ columns: [ColumnRequest]? = nil) -> String? {
        do {
            _ = try columns.map { try read(text, $0) } ?? read(text)
            return nil
        } catch { return "\(error)" }
    }

    @Test(arguments: [
        "y,p\n1,0.5\n0,2\n", "y,p\r\n1,0.5\r\n0,2\r\n", "\u{FEFF}y,p\n1,0.5\n0,2",
        "p,x,y\n0.5,a,1\n2,\"b,\n\"\"c\",0\n\n",
    ])
    func `columns are found by the header's names, whatever ends the lines`(text: String) throws {
        let table = try read(text)
        #expect(table.rows == 2)
        #expect(try table.numbers("p") == [0.5, 2])
        #expect(try table.categories("y") == CategoryColumn(["1", "0"]))
    }

    @Test func `quoted values keep their commas, newlines and doubled quotes`() throws {
        let table = try read("y,p\n\"a,\"\"b\"\"\nc\",\"1e-3\"\n\"\",1\n")
        #expect(try table.numbers("p") == [0.001, 1])
        #expect(table.columns["y"] == .categories(CategoryColumn(["a,\"b\"\nc", nil])))
    }

    @Test func `spellings of one value are one category, and other text stays as it is`() throws {
        let table = try read("y,p\n1,0\n1.0,0\nTrue,0\ntrue,0\n007,0\n1.5,0\n-0.0,0\n0,0\n")
        #expect(try table.categories("y").categories == ["1", "true", "007", "1.5", "0"])
    }

    @Test func `errors name file, line, row and column`() {
        #expect(message("y,p\n1,0.5\n0,abc\n") == "'predictions.csv', line 3, row 2, column 'p': 'abc' is not a number")
        #expect(message("y,p\n1,0.5,3\n") == "'predictions.csv', line 2, row 1: more fields than the header's 2")
        #expect(message("y,p\n1,0.5\n\n0,1\n") == "'predictions.csv', line 3, row 2: 1 of the header's 2 fields")
        #expect(
            message("y,p\n\"1\n2\",0.5\n3,x") == "'predictions.csv', line 4, row 2, column 'p': 'x' is not a number")
        #expect(message("y,p\n\"1,0.5\n")?.contains("never closed") == true)
        #expect(message("y,p\n1\"2,0.5\n")?.contains("quote in the middle") == true)
        #expect(message("y,q\n1,2\n") == "'predictions.csv', column 'p': is not in the header, which names 'y', 'q'")
        #expect(message("")?.contains("is empty") == true)
    }

    @Test func `missing values and values that are not finite are refused when they are used`() throws {
        let table = try read("y,p\n1,\n,nan\n0,inf\n")
        #expect(
            throws: ObservationError(source: "predictions.csv", row: 1, column: "p", message: "the value is missing")
        ) {
            try table.numbers("p")
        }
        #expect(
            throws: ObservationError(source: "predictions.csv", row: 2, column: "y", message: "the value is missing")
        ) {
            try table.categories("y")
        }
        let later = try read("y,p\n1,1\n0,-Infinity\n")
        #expect(
            throws: ObservationError(
                source: "predictions.csv", row: 2, column: "p", message: "the value -inf is not finite")
        ) {
            try later.numbers("p")
        }
    }

    @Test(arguments: [1, 2, 3, 7])
    func `reading in parts gives the same table as in one`(parts: Int) throws {
        var text = "y,p,slice\n"
        for row in 0..<20_000 { text += "\(row % 3),\(Double(row) / 7),s\((row &* 7919) % 23)\n" }
        let request = [
            ColumnRequest("y", .categories), ColumnRequest("p", .numbers), ColumnRequest("slice", .categories),
        ]
        let table = try read(text, request, parts: parts)
        #expect(table.rows == 20_000)
        #expect(try table.numbers("p") == (0..<20_000).map { Double($0) / 7 })
        let slices = try table.categories("slice")
        #expect((0..<20_000).allSatisfy { slices.categories[Int(slices.codes[$0])] == "s\(($0 &* 7919) % 23)" })
        let broken = text + "1,zz,s1\n"
        #expect(throws: (any Error).self) { try read(broken, request, parts: parts) }
        #expect(message(broken, request)?.contains("line 20002, row 20001, column 'p'") == true)
    }

    @Test func `an empty line is an error wherever the file is cut`() {
        for row in 9_990...10_010 {
            let text =
                "y,p\n" + String(repeating: "1,0.5\n", count: row) + "\n"
                + String(repeating: "1,0.5\n", count: 20_000 - row)
            #expect(message(text)?.contains("line \(row + 2), row \(row + 1)") == true)
        }
    }

    @Test func `numbers are read as the standard library reads them`() throws {
        var generator = SystemRandomNumberGenerator()
        var texts = [
            "0", "-0", "9007199254740993", "0.1", "0.30000000000000004", "123456789012345678", "1e300", "4.9e-324",
        ]
        texts += [
            "0.9999999999999999999", "9999999999999999999", "0.0000000000000000001", "1.7976931348623157e308", "5.",
            ".5",
        ]
        for _ in 0..<3_000 {
            texts.append("\(Double.random(in: 0..<1, using: &generator))")
            let digits = UInt64.random(in: 0..<9_999_999_999_999_999_999, using: &generator)
            texts.append(
                "\(Int.random(in: 0...9, using: &generator)).\(digits >> UInt64.random(in: 0..<60, using: &generator))")
        }
        let table = try read("y,p\n" + texts.map { "1,\($0)\n" }.joined())
        let values = try table.numbers("p")
        for (text, value) in zip(texts, values) {
            let expected = Double(text.hasSuffix(".") ? text + "0" : text)
            #expect(value.bitPattern == expected?.bitPattern, "\(text)")
        }
    }

    @Test func `more rows than the bounds allow are refused`() {
        var bounds = ReadingBounds()
        bounds.rows = 2
        let text = Array("y,p\n1,1\n1,1\n1,1\n".utf8)
        #expect(throws: ObservationError.self) {
            try CSVReader(source: "big.csv", bounds: bounds).read(text, columns: [ColumnRequest("p", .numbers)])
        }
    }
}
