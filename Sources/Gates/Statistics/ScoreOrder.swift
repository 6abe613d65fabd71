/// The rows in the order of their scores, highest first.
package struct ScoreOrder: Sendable {
    /// The rows, highest score first.
    package let rows: [UInt32]
    /// For each place whether its score is the same as that of the place before.
    let tied: [Bool]

    private struct Entry {
        var key: UInt64
        var row: UInt32
    }

    /// Sorts finite scores: by radix on the upper 33 bits of keys that order as the numbers do, then each run of equal ones by the rest.
    package init(_ scores: [Double]) {
        let count = scores.count
        var entries = [Entry](unsafeUninitializedCapacity: count) { buffer, initialized in
            for row in 0..<count { buffer[row] = Entry(key: Self.key(scores[row]), row: UInt32(row)) }
            initialized = count
        }
        var other = entries
        for shift in [UInt64(31), 42, 53] {
            if Self.pass(from: entries, to: &other, shift: shift) { swap(&entries, &other) }
        }
        Self.finish(&entries)
        rows = entries.map(\.row)
        tied = entries.indices.map { $0 > 0 && entries[$0].key == entries[$0 - 1].key }
    }

    /// Orders as the scores do, highest first; −0 is 0.
    @inline(__always)
    private static func key(_ score: Double) -> UInt64 {
        let bits = (score + 0).bitPattern
        return bits >> 63 == 1 ? bits : ~bits & ~(1 << 63)
    }

    /// One stable pass over 11 bits. False if all entries have the same.
    private static func pass(from entries: [Entry], to other: inout [Entry], shift: UInt64) -> Bool {
        var places = [Int](repeating: 0, count: 2048)
        return entries.withUnsafeBufferPointer { source in
            other.withUnsafeMutableBufferPointer { target in
                places.withUnsafeMutableBufferPointer { places in
                    for entry in source { places[Int((entry.key &>> shift) & 2047)] &+= 1 }
                    if places.contains(source.count) { return false }
                    var start = 0
                    for digit in 0..<2048 {
                        let count = places[digit]
                        places[digit] = start
                        start &+= count
                    }
                    for entry in source {
                        let digit = Int((entry.key &>> shift) & 2047)
                        target[places[digit]] = entry
                        places[digit] &+= 1
                    }
                    return true
                }
            }
        }
    }

    private static func finish(_ entries: inout [Entry]) {
        entries.withUnsafeMutableBufferPointer { entries in
            var start = 0
            while start < entries.count {
                var end = start + 1
                var isMixed = false
                while end < entries.count, entries[end].key >> 31 == entries[start].key >> 31 {
                    isMixed = isMixed || entries[end].key != entries[start].key
                    end += 1
                }
                if isMixed {
                    var run = UnsafeMutableBufferPointer(rebasing: entries[start..<end])
                    run.sort { ($0.key, $0.row) < ($1.key, $1.row) }
                }
                start = end
            }
        }
    }
}
