extension GatePolicy {
    /// Every check of the tree with its path, each before its parts.
    package var nodes: [(path: CheckPath, check: GateCheck)] { Self.nodes(of: checks, under: CheckPath()) }

    private static func nodes(of checks: [GateCheck], under path: CheckPath) -> [(path: CheckPath, check: GateCheck)] {
        checks.enumerated().flatMap { index, check in
            [(path.part(index), check)] + nodes(of: check.condition.parts, under: path.part(index))
        }
    }

    /// The metrics that the checks ask for by their logged names, in their order and each once.
    package var metrics: [String] {
        var seen: Set<String> = []
        return nodes.compactMap { $0.check.condition.loggedMetric }.filter { seen.insert($0).inserted }
    }

    /// The files with predictions that the checks read, in their order and each once. Those that compare read the champion's as well.
    package var predictionFiles: [String] {
        var seen: Set<String> = []
        return nodes.compactMap { $0.check.condition.predictions?.file }.filter { seen.insert($0).inserted }
    }

    /// The commands that must have run before the gate can decide.
    package var commands: [(path: CheckPath, check: CommandCheck)] {
        nodes.compactMap { path, check in
            if case .command(let command) = check.condition { (path, command) } else { nil }
        }
    }

    /// The windows, wherever they stand.
    package var windows: [WindowCheck] {
        nodes.compactMap { if case .window(let window) = $0.check.condition { window } else { nil } }
    }

    /// Whether a check compares the candidate with the champion.
    package var comparesWithChampion: Bool { nodes.contains { $0.check.condition.comparesWithChampion } }
}

extension GateCondition {
    /// The checks that a composition is made of; none of any other.
    package var parts: [GateCheck] {
        switch self {
        case .all(let checks), .any(let checks): checks
        case .not(let check): [check]
        case .metric, .significance, .value, .tests, .model, .data, .latency, .soak, .window, .command: []
        }
    }

    /// The metric that it looks up among those that the evaluate step logged.
    package var loggedMetric: String? {
        switch self {
        case .metric(let check): check.slices == nil ? check.metric : nil
        case .latency(let check): check.metric
        case .significance, .value, .tests, .model, .data, .soak, .window, .command, .all, .any, .not: nil
        }
    }

    /// The predictions that it reads.
    package var predictions: PredictionSource? {
        switch self {
        case .metric(let check): check.slices == nil ? nil : check.predictions ?? PredictionSource()
        case .significance(let check): check.predictions
        case .value(let check): check.predictions
        case .tests, .model, .data, .latency, .soak, .window, .command, .all, .any, .not: nil
        }
    }

    /// Whether it compares the candidate with the champion; of a composition, itself.
    package var comparesWithChampion: Bool {
        switch self {
        case .metric(let check): check.comparesWithChampion
        case .significance: true
        case .value(let check): check.minAbsoluteChange != nil
        case .model(let check): check.signature == .compatible
        case .data(let check): check.schema != nil
        case .latency(let check): check.maxAbsoluteIncrease != nil || check.maxRelativeIncrease != nil
        case .tests, .soak, .window, .command, .all, .any, .not: false
        }
    }
}
