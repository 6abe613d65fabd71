/// Makes new texts of old ones, the same for the same seed.
struct Mutator: RandomNumberGenerator {
    private var state: UInt64

    /// What a text is made of where nothing else says so.
    private static let words: [[UInt8]] = [
        "AND", " and ", "OR", "NOT", "IN", "IS", "NULL", "LIKE", "ILIKE", "=", "!=", ">=", "<", "<>", "(", ")", ",",
        "'", "\"",
        "`", "''", "\\'", ".", "-", "1e400", "-0.0", "9223372036854775808", "-9223372036854775808", "NaN", "Infinity",
        "metrics.", "params.`", "tags.\"", "attributes.", "datasets.name", "run_id", "experiment_id", "version_number",
        "DESC", "asc", "{", "}", "[", "]", ":", "\\u0000", "\\ud800", "\\udc00", "%", "%00", "%ff", "+", "&", "\u{0}",
        "\u{301}", "\u{10FFFF}", "\u{85}", "é", "  ", "\n", "null", "true", "1.", ".5", "0x1F",
    ].map { Array($0.utf8) }

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }

    /// One of the corpus, changed a few times.
    mutating func text(from corpus: [[UInt8]]) -> [UInt8] {
        var text = pick(corpus)
        for _ in 0..<Int.random(in: 0...6, using: &self) { change(&text, corpus) }
        return Array(text.prefix(100_000))
    }

    private mutating func change(_ text: inout [UInt8], _ corpus: [[UInt8]]) {
        let place = Int.random(in: 0...text.count, using: &self)
        let end = Int.random(in: place...text.count, using: &self)
        switch Int.random(in: 0..<9, using: &self) {
        case 0: text.removeSubrange(place..<min(end, place + 8))
        case 1: text.insert(contentsOf: pick(Self.words), at: place)
        case 2: text.insert(UInt8.random(in: 0...255, using: &self), at: place)
        case 3: text.replaceSubrange(place..<end, with: pick(corpus))
        case 4: text.insert(contentsOf: text[place..<end].prefix(200), at: place)
        case 5 where place < text.count: text[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
        case 6:
            let piece = pick(Self.words)
            let many = Int.random(in: 1...(Int.random(in: 0..<50, using: &self) == 0 ? 5000 : 20), using: &self)
            text.insert(contentsOf: (0..<many).flatMap { _ in piece }, at: place)
        case 7: text.replaceSubrange(place..<end, with: pick(Self.words))
        default: text = Array(text[place...] + text[..<place])
        }
    }
}
