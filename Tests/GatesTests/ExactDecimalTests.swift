@testable import Gates
import Testing

@Suite struct ExactDecimalTests {
    @Test(
        arguments: [
            (0.0, "0"), (-0.0, "0"), (1, "1"), (100, "100"), (-0.05, "-0.05"), (0.5812, "0.5812"),
            (1e-10, "0.0000000001"),
            (1e22, "10000000000000000000000"), (.leastNonzeroMagnitude, "5e-324"),
            (1.7976931348623157e308, "1.7976931348623157e308"),
            (123456.789, "123456.789"),
        ] as [(Double, String)])
    func takesTheShortestText(value: Double, text: String) throws {
        let exact = try #require(ExactDecimal(value))
        #expect(exact.description == text)
        #expect(exact.approximation == value)
    }

    @Test func refusesWhatIsNoNumber() {
        #expect(ExactDecimal(.nan) == nil)
        #expect(ExactDecimal(.infinity) == nil)
    }

    /// Seeded whole numbers, for which `Int` knows the answers.
    @Test func agreesWithIntegers() throws {
        var generator = Seeded(state: 7)
        for _ in 0..<2000 {
            let left = Int.random(in: -100_000...100_000, using: &generator)
            let right = Int.random(in: -100_000...100_000, using: &generator)
            let (a, b) = (try #require(ExactDecimal(Double(left))), try #require(ExactDecimal(Double(right))))
            #expect(a + b == ExactDecimal(Double(left + right)))
            #expect(a - b == ExactDecimal(Double(left - right)))
            #expect(a * b == ExactDecimal(Double(left * right)))
            #expect((a < b) == (left < right))
        }
    }

    @Test func addsAcrossTheWholeRangeOfDoubles() throws {
        let (large, small) = (
            try #require(ExactDecimal(1e308)), try #require(ExactDecimal(Double.leastNonzeroMagnitude))
        )
        #expect(large + small > large)
        #expect(large + small - large == small)
    }
}

private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 31)
    }
}
