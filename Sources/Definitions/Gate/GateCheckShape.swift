import Promotion

/// One check of a gate. Its kind is the one key that names a kind; each kind has its own keys beside it.
enum GateCheckShape {
    static let mostChecks = 100

    /// The list under `gate:` and in compositions.
    static var list: Shape<[GateCheck]> { .list(of: shape, "checks", atMost: mostChecks) }

    /// A check of any kind. The schema is a reference, because compositions have checks in them.
    static var shape: Shape<GateCheck> {
        Shape(schema: .object([("$ref", .string("#/$defs/check"))]), placeholder: nothing) { node, path, reading in
            read(node, path, reading)
        }
    }

    /// What `#/$defs/check` stands for.
    static var definition: JSONText {
        .object([("oneOf", .array(CheckKind.allCases.map { shape(of: $0).schema }))])
    }

    /// Stands for a check that could not be read.
    static let nothing = GateCheck(.all([]))

    private static func read(_ node: YAMLNode, _ path: FieldPath, _ reading: Reading) -> GateCheck {
        guard case .mapping(let entries) = node.content else {
            reading.mismatch(node, path, expected: "a mapping (a check)")
            return nothing
        }
        let kinds = CheckKind.allCases.filter { kind in entries.contains { $0.key == kind.rawValue } }
        guard let kind = kinds.first else {
            let words = CheckKind.allCases.map(\.rawValue)
            let near = entries.lazy.compactMap { Spelling.nearest(to: $0.key, in: words) }.first
            reading.report(
                at: node.position, path: path, "the check has no kind: one key must name it", allowed: words,
                suggestion: near)
            return nothing
        }
        guard kinds.count == 1 else {
            let names = kinds.map(\.rawValue.quotedForMessage).joined(separator: " and ")
            reading.report(at: node.position, path: path, "a check has one kind, and this one has \(names)")
            return nothing
        }
        return shape(of: kind).read(node, path, reading)
    }

    private static func shape(of kind: CheckKind) -> Shape<GateCheck> {
        switch kind {
        case .metric: MetricCheckShape.shape
        case .significance: SignificanceCheckShape.shape
        case .value: ValueCheckShape.shape
        case .tests: TestsCheckShape.shape
        case .model: ModelCheckShape.shape
        case .data: DataCheckShape.shape
        case .latency: LatencyCheckShape.shape
        case .soak: SoakCheckShape.shape
        case .window: WindowCheckShape.shape
        case .command: CommandCheckShape.shape
        case .all: CompositionShape.all
        case .any: CompositionShape.any
        case .not: CompositionShape.not
        }
    }
}

/// The keys that every kind has.
enum CommonFields {
    static var severity: Field<CheckSeverity> {
        Field(
            "severity", "Whether a failure stops the candidate, or is only shown. Default: required.",
            .choice("a severity", placeholder: .required), or: .required)
    }

    static var name: Field<String?> {
        Field(
            "name", "What the check is called in tables and messages.",
            Shape<String>.text("a name", longest: 100).optional, or: nil)
    }

    static var against: Field<Against?> {
        Field(
            "against", "Compares with the champion, on the same data.",
            Shape<Against>.choice("something to compare with", placeholder: .champion).optional, or: nil)
    }

    static var by: Field<[String]> {
        Field(
            "by", "Columns of the predictions: each part of the rows that they make must pass.",
            .list(of: .text("a column's name", longest: 250), "columns", atLeast: 1, atMost: 5).distinct { $0 }, or: [])
    }

    static var smallestSlice: Field<Int> {
        Field(
            "smallest_slice", "Parts with fewer rows are left out. Default: 30.", .integer(2...1_000_000_000),
            or: SliceRule(columns: []).smallest)
    }

    static var minSamples: Field<Int?> {
        Field(
            "min_samples", "With fewer rows the check is Inconclusive.", Shape<Int>.integer(1...1_000_000_000).optional,
            or: nil)
    }

    static var predictions: Field<PredictionSource> {
        Field(
            "predictions", "The table that the evaluate step logs, and what its columns are called.",
            PredictionSourceShape.shape, or: PredictionSource())
    }

    /// What can be compared with.
    enum Against: String, CaseIterable {
        case champion
    }

    /// The slices that are asked for; nil if none are.
    static func slices(_ columns: [String], _ smallest: Int) -> SliceRule? {
        columns.isEmpty ? nil : SliceRule(columns: columns, smallest: smallest)
    }
}

extension YAMLNode {
    /// The keys of a mapping.
    var keys: Set<String> {
        guard case .mapping(let entries) = content else { return [] }
        return Set(entries.map(\.key))
    }
}

extension Reading {
    /// Reports a problem with one key of a check, at its value.
    func report(_ key: String, of node: YAMLNode, _ path: FieldPath, _ message: String, allowed: [String] = []) {
        report(at: map.position(of: path[key].text) ?? node.position, path: path[key], message, allowed: allowed)
    }

    /// Reports keys that mean something only beside another.
    func require(_ key: String, for others: [String], in node: YAMLNode, _ path: FieldPath, _ why: (String) -> String) {
        let keys = node.keys
        guard !keys.contains(key), let other = others.first(where: keys.contains) else { return }
        report(other, of: node, path, why(other))
    }

    /// Reports a check that asks for nothing.
    func requireOne(of keys: [String], in node: YAMLNode, _ path: FieldPath) {
        guard case .mapping = node.content, node.keys.isDisjoint(with: keys) else { return }
        report(at: node.position, path: path, "the check asks for nothing", allowed: keys)
    }
}
