import HTTPTypes
import Promotion

extension OperationNotes {
    static let gates: [OperationNote] = [
        OperationNote(
            .get, "/api/v1/runs/{run}/gate", "Why a run's gate decided as it did, and what its promotion still lacks.",
            answer: .json(GateExplanation.self)),
        OperationNote(
            .post, environment + "/gate/try", "What the gate says about a version now. Nothing is promoted.",
            body: GateTrialRequest.self, answer: .json(GateTrial.self)),
        OperationNote(
            .post, environment + "/gate/backtest", "What another gate would have said about past candidates.",
            body: GateBacktestRequest.self, answer: .json(GateBacktest.self)),
    ]
}

// Written as a digit and points, such as 3.1.
extension CheckPath: SelfDescribing {
    static func schema(by probe: SchemaProbe) -> JSONSchema { .string() }
    static var example: CheckPath { CheckPath([1]) }
}

// The key that names the kind decides about the others; `sluice schema environment` has them all.
extension GateCheck: SelfDescribing {
    static func schema(by probe: SchemaProbe) -> JSONSchema { .object(properties: [:], required: []) }
    static var example: GateCheck { .metric(MetricCheck(metric: "f1", threshold: 0)) }
}
