import Promotion

/// What a command check wrote: `{"verdict": "Passed", "reason": "…", "candidate": 0.93, "champion": 0.91, "required": 0.9, "unit": "USD"}`. All
/// but the verdict may be left out; other keys are ignored.
struct CommandVerdict: Hashable {
    var verdict: Verdict
    var reason: String?
    var candidate: Double?
    var champion: Double?
    var required: Double?
    var unit: String?

    /// The bytes that a verdict may have.
    static let longest = 65_536

    /// Reads the file. Only `Passed`, `Failed`, `Inconclusive` and `Skipped` are a command's to say.
    init(_ bytes: [UInt8]) throws(ObservationError) {
        guard bytes.count <= Self.longest else {
            throw ObservationError(source: "verdict", message: "has more than \(Self.longest) bytes")
        }
        let read = bytes.withUnsafeBufferPointer { buffer in
            Result<CommandVerdict, ObservationError> { () throws(ObservationError) in
                var cursor = JSONCursor(source: "verdict", bytes: buffer, bounds: ReadingBounds())
                return try CommandVerdict(&cursor)
            }
        }
        self = try read.get()
    }

    private init(_ cursor: inout JSONCursor) throws(ObservationError) {
        verdict = .inconclusive
        var word: String?
        try cursor.expect("{")
        if try !cursor.take("}") {
            repeat {
                let key = try cursor.string()
                try cursor.expect(":")
                switch key {
                case "verdict": word = try cursor.string()
                case "reason": reason = String(try cursor.string().prefix(1_000))
                case "unit": unit = String(try cursor.string().prefix(20))
                case "candidate": candidate = try cursor.number()
                case "champion": champion = try cursor.number()
                case "required": required = try cursor.number()
                default: try cursor.skipValue()
                }
            } while try cursor.take(",")
            try cursor.expect("}")
        }
        let allowed: [Verdict] = [.passed, .failed, .inconclusive, .skipped]
        guard let said = word.flatMap(Verdict.init(rawValue:)), allowed.contains(said) else {
            throw ObservationError(
                source: "verdict",
                message: "'verdict' is \(word.map(\.quotedForMessage) ?? "missing"); it is one of "
                    + allowed.map(\.rawValue).joined(separator: ", "))
        }
        verdict = said
    }
}
