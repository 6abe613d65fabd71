/// Student's distribution of t.
package enum StudentDistribution {
    /// P(X ≤ t) with that many degrees of freedom, to a relative error below 1e-11 in both tails.
    package static func cumulative(_ t: Double, degrees: Double) -> Double {
        guard !t.isNaN, degrees > 0 else { return .nan }
        let tail = upperTail(abs(t), degrees)
        return t < 0 ? tail : 1 - tail
    }

    /// The density: Γ((ν + 1)/2) / (√(πν) Γ(ν/2)) · (1 + t²/ν)^(−(ν + 1)/2).
    static func density(_ t: Double, degrees: Double) -> Double {
        let power = -(degrees + 1) / 2 * PortableMath.log1p(t * t / degrees)
        return PortableMath.exp(power) * gammaRatio(degrees / 2) / (Double.pi * degrees).squareRoot()
    }

    /// P(X > t) for t ≥ 0: half the incomplete beta function of ν/2 and 1/2 at ν / (ν + t²), or half its complement, whichever continued
    /// fraction converges quickly.
    private static func upperTail(_ t: Double, _ degrees: Double) -> Double {
        guard t.isFinite else { return 0 }
        let (a, x) = (degrees / 2, degrees / (degrees + t * t))
        // x^a (1 − x)^½ / B(a, ½), with 1 − x taken from t, which has all its digits.
        let rest = t * t / (degrees + t * t)
        let power = -a * PortableMath.log1p(t * t / degrees)
        let front =
            PortableMath.exp(power) * rest.squareRoot() * gammaRatio(a) / Double.pi.squareRoot()
        return x < (a + 1) / (a + 2.5)
            ? 0.5 * front / a * fraction(a, 0.5, x) : 0.5 - front * fraction(0.5, a, rest)
    }

    /// Γ(a + ½) / Γ(a): moved to a ≥ 30 by Γ(a + 1) = a Γ(a), and there its asymptotic series, which does not take two large logarithms from
    /// each other.
    private static func gammaRatio(_ a: Double) -> Double {
        var (shifted, factor) = (a, 1.0)
        while shifted < 30 {
            factor *= shifted / (shifted + 0.5)
            shifted += 1
        }
        let z = 1 / shifted
        let inner = -21.0 / 32_768 + z * (-399.0 / 262_144 + z * (869.0 / 4_194_304 + z * 39_325.0 / 33_554_432))
        let series = 1 + z * (-1.0 / 8 + z * (1.0 / 128 + z * (5.0 / 1024 + z * inner)))
        return factor * shifted.squareRoot() * series
    }

    /// The continued fraction of the incomplete beta function (NIST Digital Library of Mathematical Functions, 8.17.22), by Lentz's method.
    private static func fraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
        let least = 1e-300
        func kept(_ value: Double) -> Double { abs(value) < least ? least : value }
        var c = 1.0
        var d = 1 / kept(1 - (a + b) / (a + 1) * x)
        var result = d
        for step in 1...10_000 {
            let m = Double(step)
            for term in [
                m * (b - m) / ((a + 2 * m - 1) * (a + 2 * m)) * x,
                -(a + m) * (a + b + m) / ((a + 2 * m) * (a + 2 * m + 1)) * x,
            ] {
                d = 1 / kept(1 + term * d)
                c = kept(1 + term / c)
                result *= c * d
            }
            if abs(c * d - 1) < 1e-16 { break }
        }
        return result
    }

    /// The t with P(X ≤ t) = p: between bounds that are halved, by Newton's steps where they stay inside.
    package static func quantile(_ p: Double, degrees: Double) -> Double {
        guard p > 0, p < 1, degrees > 0 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
        if p > 0.5 { return -quantile(1 - p, degrees: degrees) }
        if p == 0.5 { return 0 }
        var (high, low) = (0.0, NormalDistribution.quantile(p) - 1)
        while cumulative(low, degrees: degrees) > p { low *= 2 }
        var t = NormalDistribution.quantile(p)
        for _ in 0..<200 {
            let excess = cumulative(t, degrees: degrees) - p
            if excess > 0 { high = t } else { low = t }
            var next = t - excess / density(t, degrees: degrees)
            if !(next > low && next < high) { next = (low + high) / 2 }
            if abs(next - t) <= 1e-15 * abs(t) { return next }
            t = next
        }
        return t
    }
}
