import Foundation
import Promotion
import Testing

@Suite struct GateCodingTests {
    static let everyKind: [GateCondition] = [
        .metric(MetricCheck(metric: "f1", threshold: 0.5)),
        .metric(
            MetricCheck(metric: "f1", againstChampion: true, maxAbsoluteDrop: 0.01, slices: SliceRule(columns: ["a"]))),
        .significance(
            SignificanceCheck(metric: .rocAUC, margin: .maxRelativeDrop(0.01), slices: SliceRule(columns: ["a", "b"]))),
        .value(ValueCheck(expression: "tp - fp", unit: "USD", floor: 0)),
        .tests(TestsCheck(kinds: ["unit"], least: 3, skips: .none)),
        .model(
            ModelCheck(signature: .compatible, tags: ["owner"], description: true, maxBytes: 5, flavors: ["sklearn"])),
        .data(
            DataCheck(
                dataset: DatasetName(checked: "customers"), maxAge: 60, minRows: 1, schema: .additive,
                refusesOverlap: true)),
        .latency(LatencyCheck(metric: "score_ms", unit: .ms, max: 50, maxRelativeIncrease: 0.1)),
        .soak(SoakCheck(seconds: 60)), .window(WindowCheck(never: [], zone: "Europe/Berlin")),
        .command(CommandCheck(run: .succeed)), .command(CommandCheck(run: .succeed, retries: 2)),
        .value(ValueCheck(expression: "tp - fp", unit: "USD", floor: 0, confidence: 0.95)),
        .all([.metric(MetricCheck(metric: "a"))]),
        .any([GateCheck(.not(GateCheck(.soak(SoakCheck(seconds: 1)))), name: "x")]),
        .not(GateCheck(.all([]), severity: .advisory)),
    ]

    private func text(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test func `every kind is read as it was stored, and all are told apart`() throws {
        for condition in Self.everyKind {
            for check in [GateCheck(condition), GateCheck(condition, severity: .advisory, name: "n")] {
                let stored = try text(of: GatePolicy(checks: [check], onMissingChampion: .fail))
                let read = try JSONDecoder().decode(GatePolicy.self, from: Data(stored.utf8))
                #expect(read == GatePolicy(checks: [check], onMissingChampion: .fail))
                #expect(try text(of: read) == stored)
            }
        }
        #expect(try Set(Self.everyKind.map { try text(of: GateCheck($0)) }).count == Self.everyKind.count)
    }

    /// What the catalog stored before gates had other kinds, and how it took the digest of it.
    @Test func `gates of metrics keep the text that earlier versions stored`() throws {
        let stored =
            #"{"checks":[{"againstChampion":true,"greaterIsBetter":false,"metric":"log_loss","minRelativeChange":0.05,"#
            + #""threshold":0.5}],"onMissingChampion":"thresholds"}"#
        let policy = GatePolicy(checks: [
            .metric(
                MetricCheck(
                    metric: "log_loss", threshold: 0.5, againstChampion: true, minRelativeChange: 0.05,
                    greaterIsBetter: false))
        ])
        #expect(try JSONDecoder().decode(GatePolicy.self, from: Data(stored.utf8)) == policy)
        #expect(try text(of: policy) == stored)
    }

    @Test func `windows of the week keep the text that earlier versions stored, and dates have theirs`() throws {
        let weekly =
            #"{"checks":[{"window":{"inside":["Mon-Fri 09:00-17:00"],"never":["Fri 16:00-Mon 08:00","22:00-06:00"],"#
            + #""zone":"Europe\/Berlin"}}],"onMissingChampion":"thresholds"}"#
        let dated =
            #"{"checks":[{"window":{"inside":[{"days":"1-3,last","months":"Mar,Jun","times":"Mon-Fri 09:00-17:00"}],"#
            + #""never":[{"from":"2026-12-19","to":"2027-01-04 08:00"}],"zone":"UTC"}}],"onMissingChampion":"thresholds"}"#
        for stored in [weekly, dated] {
            #expect(try text(of: JSONDecoder().decode(GatePolicy.self, from: Data(stored.utf8))) == stored)
        }
        for part in [#"{"from":"2026-02-30"}"#, #"{"days":"32"}"#, #""Fry 10:00-11:00""#, "1"] {
            let stored = #"{"inside":[\#(part)],"never":[],"zone":"UTC"}"#
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(WindowCheck.self, from: Data(stored.utf8)) }
        }
    }

    @Test func `decisions of earlier versions are read`() throws {
        let stored =
            #"{"champion":2,"checks":[{"check":"f1 ≥ 0.5","reason":"f1 0.4 is below the threshold 0.5","required":0.5,"#
            + #""verdict":"Failed"}],"needsApproval":false,"verdict":"Failed"}"#
        let decision = try JSONDecoder().decode(GateDecision.self, from: Data(stored.utf8))
        #expect(decision.objections == ["f1 0.4 is below the threshold 0.5"])
        #expect(decision.gateDigest == nil && decision.checks[0].path == nil)
        #expect(try text(of: decision) == stored)
    }

    @Test(arguments: [
        "{}", #"{"soak":{"seconds":1},"window":{"inside":[],"never":[],"zone":"UTC"}}"#, #"{"metric":1}"#,
    ])
    func `what is no check of one kind is not read`(text: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(GateCheck.self, from: Data(text.utf8)) }
    }

    @Test func `a gate says what it needs`() {
        let gate = GatePolicy(checks: [
            GateCheck(.any(Self.everyKind.map { GateCheck($0) })), .metric(MetricCheck(metric: "f1")),
        ])
        #expect(gate.metrics == ["f1", "score_ms", "a"])
        #expect(gate.predictionFiles == ["predictions.json"])
        #expect(gate.commands.map(\.path.description) == ["1.11", "1.12"])
        #expect(gate.commands.map(\.path.stepName.rawValue) == ["gate-check-1-11", "gate-check-1-12"])
        #expect(gate.commandSteps.map(\.retries) == [0, 2])
        #expect(gate.windows.map(\.zone) == ["Europe/Berlin"] && gate.comparesWithChampion)
    }
}
