import Promotion

/// Reads JUnit XML, the format in which test runners of most languages report.
///
/// There is no standard; this follows what pytest and Maven write: `testsuites` or `testsuite` at the top, `testcase` with `name`,
/// `classname` and `time`, and in it `failure`, `error` or `skipped` with an attribute `message` and text.
package enum JUnitReport {
    package static let defaultLimit = 16 << 20
    package static let longestMessage = 4096

    /// Reads the report that a step wrote to `path`, relative to `folder`. May block on the disk.
    ///
    /// - Returns: nil if there is none.
    package static func read(
        _ path: String, beneath folder: String, limit: Int = defaultLimit
    ) throws(ExecutionError) -> TestReport? {
        guard let bytes = try ConfinedFile.read(path, beneath: folder, limit: limit) else { return nil }
        return try parse(bytes)
    }

    /// Reads a report's bytes.
    package static func parse(_ bytes: [UInt8]) throws(ExecutionError) -> TestReport {
        do throws(XMLReader.Problem) {
            var parser = JUnitParser(bytes)
            return TestReport(cases: try parser.parse())
        } catch {
            let place = error.line > 0 ? " (line \(error.line))" : ""
            throw ExecutionError(
                .rejected, operation: "reading a test report", message: "it is not JUnit XML: \(error.message)\(place)")
        }
    }
}

private struct JUnitParser {
    private var reader: XMLReader
    private var suites: [String] = []
    private var cases: [TestCase] = []

    init(_ bytes: [UInt8]) { reader = XMLReader(bytes) }

    mutating func parse() throws(XMLReader.Problem) -> [TestCase] {
        var isFirst = true
        while let event = try reader.next() {
            switch event {
            case .start(let name, let attributes):
                if isFirst, name != "testsuites", name != "testsuite" {
                    throw reader.problem("the outermost element is \(name.quotedForMessage), not 'testsuites'")
                }
                isFirst = false
                switch name {
                case "testsuite": suites.append(attributes["name"] ?? "")
                case "testcase": try readCase(attributes)
                case "testsuites": break
                default: try skip()
                }
            case .end(let name): if name == "testsuite", !suites.isEmpty { suites.removeLast() }
            case .text: break
            }
        }
        return cases
    }

    private mutating func readCase(_ attributes: [String: String]) throws(XMLReader.Problem) {
        let seconds = attributes["time"].flatMap { Double($0) } ?? 0
        let suite = attributes["classname"].flatMap { $0.isEmpty ? nil : $0 } ?? suites.last ?? ""
        var test = TestCase(
            suite: suite, name: attributes["name"] ?? "", outcome: .passed,
            seconds: seconds.isFinite && seconds > 0 ? seconds : 0)
        while let event = try reader.next() {
            switch event {
            case .start("failure", let detail): try readDetail(.failed, detail, into: &test)
            case .start("error", let detail): try readDetail(.errored, detail, into: &test)
            case .start("skipped", let detail): try readDetail(.skipped, detail, into: &test)
            case .start: try skip()
            case .text: break
            case .end:
                cases.append(test)
                return
            }
        }
    }

    /// Of several outcomes the first counts, except that nothing is milder than an error or failure beside it.
    private mutating func readDetail(
        _ outcome: TestCase.Outcome, _ attributes: [String: String], into test: inout TestCase
    ) throws(XMLReader.Problem) {
        let text = try textToEnd()
        guard test.outcome == .passed || test.outcome == .skipped else { return }
        let message = [attributes["message"] ?? "", text].filter { !$0.isEmpty }.joined(separator: "\n")
        test.outcome = outcome
        test.message = message.isEmpty ? nil : message.cut(toBytes: JUnitReport.longestMessage)
    }

    /// The text up to the end of the element that has begun.
    private mutating func textToEnd() throws(XMLReader.Problem) -> String {
        var text = ""
        var depth = 1
        while depth > 0, let event = try reader.next() {
            switch event {
            case .start: depth += 1
            case .end: depth -= 1
            case .text(let more): if text.utf8.count < JUnitReport.longestMessage { text += more }
            }
        }
        return text
    }

    private mutating func skip() throws(XMLReader.Problem) { _ = try textToEnd() }
}

extension String {
    /// The beginning of the text, not cut within a character.
    fileprivate func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: limit)
        while end > utf8.startIndex, end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end]) + "…"
    }
}
