extension RandomSource {
    /// The number of successes in n trials with probability p each.
    ///
    /// Exact in distribution: few expected successes by inversion, many by transformed rejection with squeeze (Hörmann, "The generation
    /// of binomial random variates", J. Statist. Comput. Simul. 46, 1993, algorithm BTRS).
    package mutating func binomial(trials n: Int, p: Double) -> Int {
        guard n > 0, p > 0 else { return 0 }
        guard p < 1 else { return n }
        if p > 0.5 { return n - binomialBelowHalf(n, 1 - p) }
        return binomialBelowHalf(n, p)
    }

    private mutating func binomialBelowHalf(_ n: Int, _ p: Double) -> Int {
        Double(n) * p < 10 ? inverted(n, p) : rejected(n, p)
    }

    /// Adds probabilities from 0 upwards until they exceed a uniform number; starts again in the rounding's tail.
    private mutating func inverted(_ n: Int, _ p: Double) -> Int {
        let odds = p / (1 - p)
        let ofZero = PortableMath.exp(Double(n) * PortableMath.log1p(-p))
        while true {
            var rest = uniform()
            var probability = ofZero
            var count = 0
            while count <= n {
                if rest <= probability { return count }
                rest -= probability
                count += 1
                probability *= odds * Double(n - count + 1) / Double(count)
                if probability == 0 { break }
            }
        }
    }

    private mutating func rejected(_ n: Int, _ p: Double) -> Int {
        let trials = Double(n)
        let q = 1 - p
        let deviation = (trials * p * q).squareRoot()
        let b = 1.15 + 2.53 * deviation
        let a = -0.0873 + 0.0248 * b + 0.01 * p
        let c = trials * p + 0.5
        let vr = 0.92 - 4.2 / b
        while true {
            let u = uniform() - 0.5
            let v = uniform()
            let us = 0.5 - abs(u)
            let k = ((2 * a / us + b) * u + c).rounded(.down)
            if us >= 0.07, v <= vr { return Int(k) }
            if k < 0 || k > trials { continue }
            let alpha = (2.83 + 5.1 / b) * deviation
            let mode = ((trials + 1) * p).rounded(.down)
            let bound = PortableMath.log(v * alpha / (a / (us * us) + b))
            let ratio =
                logFactorials(mode, trials - mode) - logFactorials(k, trials - k)
                + (k - mode) * PortableMath.log(p / q)
            if bound <= ratio { return Int(k) }
        }
    }

    private func logFactorials(_ x: Double, _ y: Double) -> Double {
        BinomialDistribution.logGamma(x + 1) + BinomialDistribution.logGamma(y + 1)
    }
}
