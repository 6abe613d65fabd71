import Promotion

/// Two schemas beside each other. The order of columns does not count.
struct SchemaComparison {
    private let candidate: [DatasetFacts.Column]
    private let champion: [DatasetFacts.Column]

    init(_ candidate: [DatasetFacts.Column], _ champion: [DatasetFacts.Column]) {
        self.candidate = candidate
        self.champion = champion
    }

    /// The first difference that the rule refuses; nil if there is none.
    func problem(_ rule: SchemaRule) -> String? {
        let types = Dictionary(candidate.map { ($0.name, $0.type) }) { first, _ in first }
        for column in champion {
            guard let type = types[column.name] else { return "column \(column.name.quotedForMessage) is gone" }
            guard type == column.type else {
                return "column \(column.name.quotedForMessage) is \(type), and was \(column.type)"
            }
        }
        guard rule == .unchanged else { return nil }
        let known = Set(champion.map(\.name))
        return candidate.first { !known.contains($0.name) }.map { "column \($0.name.quotedForMessage) is new" }
    }
}
