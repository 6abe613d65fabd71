extension PortableMath {
    /// The real cube root: from the logarithm, with one of Newton's steps for the last digits.
    package static func cubeRoot(_ x: Double) -> Double {
        guard x != 0, x.isFinite else { return x }
        let start = exp(log(abs(x)) / 3)
        let root = start - (start * start * start - abs(x)) / (3 * start * start)
        return x < 0 ? -root : root
    }
}
