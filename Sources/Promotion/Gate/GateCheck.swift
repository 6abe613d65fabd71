/// One node of a gate: a condition, what its failure does, and what the author calls it.
package struct GateCheck: Hashable, Sendable {
    package var condition: GateCondition
    package var severity: CheckSeverity
    /// The title of its results, instead of one made of the condition.
    package var name: String?

    package init(_ condition: GateCondition, severity: CheckSeverity = .required, name: String? = nil) {
        self.condition = condition
        self.severity = severity
        self.name = name
    }

    /// A required check of one metric.
    package static func metric(_ check: MetricCheck) -> GateCheck { GateCheck(.metric(check)) }
}

/// What must hold, or how what must hold is put together.
package indirect enum GateCondition: Hashable, Sendable {
    case metric(MetricCheck)
    case significance(SignificanceCheck)
    case value(ValueCheck)
    case tests(TestsCheck)
    case model(ModelCheck)
    case data(DataCheck)
    case latency(LatencyCheck)
    case soak(SoakCheck)
    case window(WindowCheck)
    case command(CommandCheck)
    /// Each of them.
    case all([GateCheck])
    /// One of them at least.
    case any([GateCheck])
    /// The opposite of one. What is not known stays so.
    case not(GateCheck)

    /// Its kind.
    package var kind: CheckKind {
        switch self {
        case .metric: .metric
        case .significance: .significance
        case .value: .value
        case .tests: .tests
        case .model: .model
        case .data: .data
        case .latency: .latency
        case .soak: .soak
        case .window: .window
        case .command: .command
        case .all: .all
        case .any: .any
        case .not: .not
        }
    }
}

/// The kinds of checks, by the keys that definitions spell them with.
package enum CheckKind: String, Codable, Sendable, CaseIterable {
    case metric, significance, value, tests, model, data, latency, soak, window, command, all, any, not
}

/// What the failure of a check does.
package enum CheckSeverity: String, Codable, Sendable, CaseIterable {
    /// It stops the candidate.
    case required
    /// It is shown, and stops nothing.
    case advisory
}

/// Where a check stands in its gate, counted from 1: `3` is the third, `3.1` the first part of it.
package struct CheckPath: Hashable, Codable, Sendable, CustomStringConvertible {
    /// From the outermost to the innermost, from 1.
    package let numbers: [Int]

    package init(_ numbers: [Int] = []) { self.numbers = numbers }

    /// The part at `index`, from 0.
    package func part(_ index: Int) -> CheckPath { CheckPath(numbers + [index + 1]) }

    /// Whether it is a part of a composition.
    package var isPart: Bool { numbers.count > 1 }

    package var description: String { numbers.map(String.init).joined(separator: ".") }

    /// The name of the step that a command check runs as, such as `gate-check-3-1`.
    package var stepName: StepName {
        StepName(checked: "gate-check-" + numbers.map(String.init).joined(separator: "-"))
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.allSatisfy({ ($0 ?? 0) > 0 }) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no path of a check: \(text)")
        }
        numbers = parts.compactMap { $0 }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
