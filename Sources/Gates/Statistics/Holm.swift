/// Holm's step-down correction for many tests (Scandinavian Journal of Statistics 6, 1979).
package enum Holm {
    /// The adjusted p-values in the order given: the k-th smallest of m is multiplied by m − k + 1, and none is less than one before it.
    package static func adjusted(_ pValues: [Double]) -> [Double] {
        var result = pValues
        var least = 0.0
        for (rank, index) in pValues.indices.sorted(by: { (pValues[$0], $0) < (pValues[$1], $1) }).enumerated() {
            least = max(least, min(1, pValues[index] * Double(pValues.count - rank)))
            result[index] = least
        }
        return result
    }
}
