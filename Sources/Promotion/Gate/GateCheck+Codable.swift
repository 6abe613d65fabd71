/// A check of one metric is stored as it was when gates had no other: its keys beside each other, `metric` being the name. Any other
/// check is stored under the key of its kind. So what earlier versions stored is read, and keeps its digest.
extension GateCheck: Codable {
    private enum Key: String, CodingKey {
        case metric, significance, value, tests, model, data, latency, soak, window, command, all, any, not
        case severity, name
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        severity = try container.decodeIfPresent(CheckSeverity.self, forKey: .severity) ?? .required
        name = try container.decodeIfPresent(String.self, forKey: .name)
        let kinds = container.allKeys.compactMap { CheckKind(rawValue: $0.rawValue) }
        guard kinds.count == 1, let kind = kinds.first, let key = Key(rawValue: kind.rawValue) else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath, debugDescription: "a check has one kind, found \(kinds)"))
        }
        condition =
            switch kind {
            case .metric: .metric(try MetricCheck(from: decoder))
            case .significance: .significance(try container.decode(SignificanceCheck.self, forKey: key))
            case .value: .value(try container.decode(ValueCheck.self, forKey: key))
            case .tests: .tests(try container.decode(TestsCheck.self, forKey: key))
            case .model: .model(try container.decode(ModelCheck.self, forKey: key))
            case .data: .data(try container.decode(DataCheck.self, forKey: key))
            case .latency: .latency(try container.decode(LatencyCheck.self, forKey: key))
            case .soak: .soak(try container.decode(SoakCheck.self, forKey: key))
            case .window: .window(try container.decode(WindowCheck.self, forKey: key))
            case .command: .command(try container.decode(CommandCheck.self, forKey: key))
            case .all: .all(try container.decode([GateCheck].self, forKey: key))
            case .any: .any(try container.decode([GateCheck].self, forKey: key))
            case .not: .not(try container.decode(GateCheck.self, forKey: key))
            }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        if severity != .required { try container.encode(severity, forKey: .severity) }
        try container.encodeIfPresent(name, forKey: .name)
        switch condition {
        case .metric(let check): try check.encode(to: encoder)
        case .significance(let check): try container.encode(check, forKey: .significance)
        case .value(let check): try container.encode(check, forKey: .value)
        case .tests(let check): try container.encode(check, forKey: .tests)
        case .model(let check): try container.encode(check, forKey: .model)
        case .data(let check): try container.encode(check, forKey: .data)
        case .latency(let check): try container.encode(check, forKey: .latency)
        case .soak(let check): try container.encode(check, forKey: .soak)
        case .window(let check): try container.encode(check, forKey: .window)
        case .command(let check): try container.encode(check, forKey: .command)
        case .all(let checks): try container.encode(checks, forKey: .all)
        case .any(let checks): try container.encode(checks, forKey: .any)
        case .not(let check): try container.encode(check, forKey: .not)
        }
    }
}
