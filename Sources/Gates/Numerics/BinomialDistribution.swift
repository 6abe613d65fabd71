/// Binomial probabilities and the gamma function's logarithm.
package enum BinomialDistribution {
    private static let halfLogTwoPi = 0.9189385332046727

    /// ln Γ(x) for x > 0: Stirling's series, after moving x to 15 or more by Γ(x + 1) = x Γ(x).
    package static func logGamma(_ x: Double) -> Double {
        guard x > 0 else { return x.isNaN ? x : .infinity }
        var shifted = x
        var product = 1.0
        while shifted < 15 {
            product *= shifted
            shifted += 1
        }
        let value = (shifted - 0.5) * PortableMath.log(shifted) - shifted + halfLogTwoPi + series(shifted)
        return value - PortableMath.log(product)
    }

    /// What Stirling's formula leaves out: Σ B₂ₖ / (2k (2k−1) x^(2k−1)).
    private static func series(_ x: Double) -> Double {
        let z = 1 / (x * x)
        let inner = 1.0 / 1188 + z * (-691.0 / 360_360 + z * (1.0 / 156 + z * (-3617.0 / 122_400)))
        return (1.0 / 12 + z * (-1.0 / 360 + z * (1.0 / 1260 + z * (-1.0 / 1680 + z * inner)))) / x
    }

    /// ln n! − ln(√(2πn) (n/e)ⁿ).
    static func stirlingError(_ n: Double) -> Double {
        if n >= 15 { return series(n) }
        if n == 0 { return 0 }
        var factorial = 1.0
        var factor = 2.0
        while factor <= n {
            factorial *= factor
            factor += 1
        }
        return PortableMath.log(factorial) - (n + 0.5) * PortableMath.log(n) + n - halfLogTwoPi
    }

    /// x ln(x/m) + m − x, without cancellation near x = m.
    static func deviance(_ x: Double, _ m: Double) -> Double {
        guard abs(x - m) < 0.1 * (x + m) else { return x * PortableMath.log(x / m) + m - x }
        let v = (x - m) / (x + m)
        var sum = (x - m) * v
        var term = 2 * x * v
        var divisor = 3.0
        while true {
            term *= v * v
            let next = sum + term / divisor
            if next == sum { return next }
            sum = next
            divisor += 2
        }
    }

    /// P(X = k) of n trials with probability p each, by Loader's saddle-point form ("Fast and Accurate Computation of Binomial
    /// Probabilities", 2000), which does not lose digits as n grows.
    package static func probability(of k: Int, trials n: Int, p: Double) -> Double {
        guard k >= 0, k <= n else { return 0 }
        let (count, rest, trials) = (Double(k), Double(n - k), Double(n))
        if p == 0 || p == 1 { return (p == 0 ? k == 0 : k == n) ? 1 : 0 }
        if k == 0 { return PortableMath.exp(trials * PortableMath.log1p(-p)) }
        if k == n { return PortableMath.exp(trials * PortableMath.log(p)) }
        let exponent =
            stirlingError(trials) - stirlingError(count) - stirlingError(rest) - deviance(count, trials * p)
            - deviance(rest, trials * (1 - p))
        return PortableMath.exp(exponent) * (trials / (2 * Double.pi * count * rest)).squareRoot()
    }

    /// P(X ≥ k) of n tosses of a fair coin.
    package static func fairUpperTail(from k: Int, trials n: Int) -> Double {
        if k <= 0 { return 1 }
        if k > n { return 0 }
        // The terms fall from the middle on: below it the other tail is summed.
        if 2 * k <= n { return 1 - fairUpperTail(from: n - k + 1, trials: n) }
        var term = probability(of: k, trials: n, p: 0.5)
        var sum = 0.0
        var count = k
        while term > sum * 1e-18, count <= n {
            sum += term
            term *= Double(n - count) / Double(count + 1)
            count += 1
        }
        return min(1, sum)
    }
}
