/// The standard normal distribution.
package enum NormalDistribution {
    private static let rootTwoPi = 2.5066282746310002

    /// The density at x. exp(−x²/2) is taken in two factors, so that the rounding of a large x² does not enter the exponent.
    package static func density(_ x: Double) -> Double {
        guard abs(x) < 39 else { return x.isNaN ? x : 0 }
        let coarse = (x * 16).rounded(.towardZero) / 16
        let rest = (x - coarse) * (x + coarse)
        return PortableMath.exp(-coarse * coarse / 2) * PortableMath.exp(-rest / 2) / rootTwoPi
    }

    /// P(X ≤ x), to a relative error of about 1e-15 in the lower tail too.
    ///
    /// Near 0: ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …) (Marsaglia, Journal of Statistical Software 11, 2004). Further out: φ(x) over Laplace's
    /// continued fraction x + 1/(x + 2/(x + 3/…)) (Abramowitz & Stegun 26.2.14).
    package static func cumulative(_ x: Double) -> Double {
        guard !x.isNaN else { return x }
        let distance = abs(x)
        if distance < 1 { return 0.5 + fromCentre(x) }
        let tail = upperTail(distance)
        return x < 0 ? tail : 1 - tail
    }

    /// P(X ≤ x) − ½ for |x| < 1.
    private static func fromCentre(_ x: Double) -> Double {
        var term = x
        var sum = x
        var divisor = 3.0
        while abs(term) > 1e-19 * abs(sum) {
            term *= x * x / divisor
            sum += term
            divisor += 2
        }
        return density(x) * sum
    }

    private static func upperTail(_ x: Double) -> Double {
        guard x < 38.6 else { return 0 }
        var level = (30 + 400 / (x * x)).rounded(.up)
        var fraction = x
        while level >= 1 {
            fraction = x + level / fraction
            level -= 1
        }
        return density(x) / fraction
    }

    /// The x with P(X ≤ x) = p: a rational start (Abramowitz & Stegun 26.2.23), made exact by Halley's steps.
    package static func quantile(_ p: Double) -> Double {
        guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
        if p > 0.5 { return -quantile(1 - p) }
        if p == 0.5 { return 0 }
        let t = (-2 * PortableMath.log(p)).squareRoot()
        var x =
            (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
        for _ in 0..<4 {
            let density = density(x)
            guard density > 0 else { return x }
            // Near the centre p − ½ is exact, and keeps the digits that p loses.
            let excess = abs(x) < 1 ? fromCentre(x) - (p - 0.5) : cumulative(x) - p
            let step = excess / density
            x -= step / (1 + x * step / 2)
        }
        return x
    }
}
