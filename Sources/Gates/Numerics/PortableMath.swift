/// Logarithm and exponential from additions, multiplications and divisions alone, so that every machine gives the same bits and a seed
/// gives the same interval everywhere. Their error is about one unit in the last place.
package enum PortableMath {
    /// ln 2 in two parts, the first with so few bits that its products with small integers are exact.
    private static let ln2High = 0x1.62E42FEFA38p-1
    private static let ln2Low = 0x1.EF35793C7673p-45

    /// The natural logarithm.
    package static func log(_ x: Double) -> Double {
        guard x > 0, x.isFinite else { return x == 0 ? -.infinity : x > 0 ? x : .nan }
        var exponent = Double(x.exponent)
        var mantissa = x.significand
        if mantissa > 1.4142135623730951 {
            mantissa *= 0.5
            exponent += 1
        }
        return exponent * ln2High + (log1pSmall(mantissa - 1) + exponent * ln2Low)
    }

    /// The natural logarithm of 1 + x, precise for small x too.
    package static func log1p(_ x: Double) -> Double {
        x > -0.29 && x < 0.41 ? log1pSmall(x) : log(1 + x)
    }

    /// For 1 + x between √½ and √2: 2 artanh(s) with s = x / (2 + x), whose square is below 0.03.
    private static func log1pSmall(_ x: Double) -> Double {
        let s = x / (2 + x)
        let z = s * s
        var sum = 1.0 / 23
        sum = sum * z + 1.0 / 21
        sum = sum * z + 1.0 / 19
        sum = sum * z + 1.0 / 17
        sum = sum * z + 1.0 / 15
        sum = sum * z + 1.0 / 13
        sum = sum * z + 1.0 / 11
        sum = sum * z + 1.0 / 9
        sum = sum * z + 1.0 / 7
        sum = sum * z + 1.0 / 5
        sum = sum * z + 1.0 / 3
        // x − s·x = 2s exactly in theory; written so, the leading term keeps all its bits.
        return x - s * (x - 2 * z * sum)
    }

    /// e to the power of x.
    package static func exp(_ x: Double) -> Double {
        guard x < 709.8 else { return x.isNaN ? x : .infinity }
        guard x > -745.2 else { return 0 }
        let exponent = (x * 1.4426950408889634).rounded(.toNearestOrEven)
        let rest = (x - exponent * ln2High) - exponent * ln2Low
        var sum = 1 + rest * (1.0 / 14)
        sum = 1 + rest * (1.0 / 13) * sum
        sum = 1 + rest * (1.0 / 12) * sum
        sum = 1 + rest * (1.0 / 11) * sum
        sum = 1 + rest * (1.0 / 10) * sum
        sum = 1 + rest * (1.0 / 9) * sum
        sum = 1 + rest * (1.0 / 8) * sum
        sum = 1 + rest * (1.0 / 7) * sum
        sum = 1 + rest * (1.0 / 6) * sum
        sum = 1 + rest * (1.0 / 5) * sum
        sum = 1 + rest * (1.0 / 4) * sum
        sum = 1 + rest * (1.0 / 3) * sum
        sum = 1 + rest * 0.5 * sum
        let half = Int(exponent) / 2
        return (1 + rest * sum) * Double(sign: .plus, exponent: half, significand: 1)
            * Double(sign: .plus, exponent: Int(exponent) - half, significand: 1)
    }
}
