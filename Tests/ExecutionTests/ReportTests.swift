import Execution
import Foundation
import Testing

@Suite struct ReportTests {
    private func parse(_ text: String) throws -> TestReport { try JUnitReport.parse(Array(text.utf8)) }

    private func message(of text: String) -> String {
        do {
            _ = try parse(text)
            return "accepted"
        } catch {
            return String(describing: error)
        }
    }

    @Test func reportOfPytestIsRead() throws {
        let report = try parse(
            """
            <?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="1"
            tests="4" time="0.05"><testcase classname="tests.test_a" name="test_ok[&lt;1&gt;]" time="0.010" />
            <testcase classname="tests.test_a" name="test_bad" time="0.020"><failure message="assert 1 == 2&#10;more">def test():
            &gt; assert 1 == 2</failure><system-out>noise <![CDATA[<x>]]></system-out></testcase><testcase classname="" name="s"
            time="nan"><skipped type="pytest.skip" message="not today">a.py:3: not today</skipped></testcase>
            <!-- comment --><testcase classname="tests.b" name="e" time="1"><error message="failed on setup"/></testcase>
            </testsuite></testsuites>
            """)
        #expect(report.cases.map(\.outcome) == [.passed, .failed, .skipped, .errored])
        #expect(report.cases[0].name == "test_ok[<1>]")
        #expect(report.cases[1].message == "assert 1 == 2\nmore\ndef test():\n> assert 1 == 2")
        #expect(report.cases[2].suite == "pytest")
        #expect(report.cases[2].seconds == 0)
        #expect(report.totals.all == 4)
        #expect(abs(report.totals.seconds - 1.03) < 1e-9)
    }

    @Test(arguments: [
        ("", "it is empty"),
        ("all tests passed", "text outside of the elements, beginning 'all tests passed'"),
        ("<html></html>", "outermost element is 'html'"),
        ("<testsuites><testsuite>", "ends before </testsuite>"),
        ("<testsuites></testsuite>", "does not fit"),
        ("<testsuites/><testsuites/>", "second outermost"),
        ("<testsuites a=1/>", "not in quotes"),
        ("<testsuites>&unknown;</testsuites>", "known entity"),
        ("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><testsuites>&x;</testsuites>", "not accepted"),
        ("<testsuites>\n\n<", "line 3"),
        ("{\"tests\": 3}", "text outside"),
    ])
    func whatIsNoReportIsSaidToBeNone(text: String, expected: String) {
        #expect(message(of: text).contains(expected), "\(message(of: text))")
    }

    @Test func bytesThatAreNoTextAreRefused() {
        #expect(throws: ExecutionError.self) { try JUnitReport.parse([0x3C, 0x61, 0xFF, 0x3E]) }
        #expect(throws: ExecutionError.self) { try JUnitReport.parse(Array("<testsuites>\0</testsuites>".utf8)) }
        #expect(throws: ExecutionError.self) {
            try JUnitReport.parse(Array("<testsuites>".data(using: .utf16) ?? Data()))
        }
    }

    @Test func deepNestingIsRefused() {
        #expect(message(of: "<testsuites>" + String(repeating: "<a>", count: 100_000)).contains("deep"))
    }

    @Test func tenMegabytesAndAHundredThousandCasesAreRead() throws {
        let filling = String(repeating: "x", count: 40)
        let cases = (0..<100_000).map {
            "<testcase classname=\"suite\" name=\"case \($0) \(filling)\" time=\"0.001\"/>"
        }
        let text = "<testsuites><testsuite>" + cases.joined() + "</testsuite></testsuites>"
        #expect(text.utf8.count > 9 << 20)
        let report = try parse(text)
        #expect(report.totals.passed == 100_000)
        #expect(report.cases.last?.name == "case 99999 \(filling)")
    }

    @Test func longMessagesAreCut() throws {
        let text = String(repeating: "é", count: 100_000)
        let report = try parse("<testsuite><testcase name=\"a\"><failure>\(text)</failure></testcase></testsuite>")
        let message = try #require(report.cases.first?.message)
        #expect(message.utf8.count <= JUnitReport.longestMessage + 3)
        #expect(message.hasSuffix("é…"))
    }
}

@Suite struct ConfinedFileTests {
    @Test("S-06: a report that is a link, or lies behind one, is refused")
    func linksAreRefused() throws {
        let bench = try Bench()
        let files = FileManager.default
        try files.createSymbolicLink(atPath: bench.work + "/report.xml", withDestinationPath: "/etc/passwd")
        try files.createSymbolicLink(atPath: bench.work + "/out", withDestinationPath: "/etc")
        try files.createSymbolicLink(atPath: bench.work + "/inner.xml", withDestinationPath: "real.xml")
        try files.createSymbolicLink(atPath: bench.work + "/self", withDestinationPath: "/proc/self")
        try Data("<testsuites/>".utf8).write(to: URL(fileURLWithPath: bench.work + "/real.xml"))
        for path in [
            "report.xml", "out/passwd", "inner.xml", "self/environ", "../home", "/etc/passwd", "out/../real.xml",
        ] {
            #expect(throws: ExecutionError.self, "\(path)") { try JUnitReport.read(path, beneath: bench.work) }
        }
        #expect(try JUnitReport.read("real.xml", beneath: bench.work)?.totals.all == 0)
        #expect(try JUnitReport.read("missing.xml", beneath: bench.work) == nil)
    }

    @Test("S-06: what a step made into something else than a file is refused")
    func otherThanFilesAreRefused() throws {
        let bench = try Bench()
        #expect(mkfifo(bench.work + "/report.xml", 0o600) == 0)
        #expect(throws: ExecutionError.self) { try JUnitReport.read("report.xml", beneath: bench.work) }
        #expect(throws: ExecutionError.self) { try JUnitReport.read(".", beneath: bench.work) }
    }

    @Test func filesAboveTheLimitAreRefusedWithTheirSize() throws {
        let bench = try Bench()
        try Data(count: 1001).write(to: URL(fileURLWithPath: bench.work + "/a"))
        do {
            _ = try ConfinedFile.read("a", beneath: bench.work, limit: 1000)
            Issue.record("accepted")
        } catch {
            #expect(error.message == "it has 1001 bytes, more than the 1000 that are allowed")
        }
    }
}
