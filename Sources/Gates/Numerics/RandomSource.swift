/// Pseudo-random numbers that are the same on all machines: xoshiro256++ (Blackman & Vigna, ACM TOMS 47, 2021), whose state is filled by
/// SplitMix64 (Steele, Lea & Flood, OOPSLA 2014) from a seed and the number of a stream. Streams of one seed are independent of each other, so
/// that work may be cut among threads in any way.
package struct RandomSource: Sendable, RandomNumberGenerator {
    private var a: UInt64
    private var b: UInt64
    private var c: UInt64
    private var d: UInt64

    package init(seed: UInt64, stream: UInt64 = 0) {
        var start = seed
        var state = Self.splitMix(&start) ^ (stream &* 0xD1B5_4A32_D192_ED03)
        a = Self.splitMix(&state)
        b = Self.splitMix(&state)
        c = Self.splitMix(&state)
        d = Self.splitMix(&state) | 1
    }

    private static func splitMix(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// The next 64 bits.
    @inline(__always)
    package mutating func next() -> UInt64 {
        let sum = a &+ d
        let result = ((sum &<< 23) | (sum &>> 41)) &+ a
        let shifted = b &<< 17
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = (d &<< 45) | (d &>> 19)
        return result
    }

    /// A number from the open interval between 0 and 1, with 53 bits.
    @inline(__always)
    package mutating func uniform() -> Double { (Double(next() &>> 11) + 0.5) * 0x1p-53 }

    /// A number from 0..<bound, each equally likely (Lemire, ACM TOMACS 29, 2019).
    @inline(__always)
    package mutating func index(below bound: Int) -> Int {
        let limit = UInt64(bound)
        var product = next().multipliedFullWidth(by: limit)
        if product.low < limit {
            let threshold = (0 &- limit) % limit
            while product.low < threshold { product = next().multipliedFullWidth(by: limit) }
        }
        return Int(product.high)
    }
}
