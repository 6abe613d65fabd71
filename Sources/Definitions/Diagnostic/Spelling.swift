/// Finds what somebody meant who mistyped.
enum Spelling {
    /// The candidate that `text` most likely means: equal but for case, or at most a third of its letters away; the first of equals.
    static func nearest(to text: String, in candidates: [String]) -> String? {
        guard text.utf8.count <= 64 else { return nil }
        let folded = Array(text.lowercased().utf8)
        var best: (candidate: String, distance: Int)?
        for candidate in candidates where candidate.utf8.count <= 64 {
            let other = Array(candidate.lowercased().utf8)
            let distance = distance(folded, other)
            guard distance <= max(1, max(folded.count, other.count) / 3), distance < best?.distance ?? .max else {
                continue
            }
            guard distance < max(folded.count, other.count) else { continue }
            best = (candidate, distance)
        }
        return best?.candidate
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (byte == other ? 0 : 1))
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
