@testable import Gates
import Testing

@Suite struct ResamplingTests {
    /// Mean and variance of numbers.
    private func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
        let mean = values.reduce(0, +) / Double(values.count)
        return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1))
    }

    private let cells = JointCells(
        classes: ["0", "1"],
        cells: [
            JointCells.Cell(label: 1, candidate: 1, champion: 1, count: 40),
            JointCells.Cell(label: 1, candidate: 1, champion: 0, count: 14),
            JointCells.Cell(label: 1, candidate: 0, champion: 1, count: 6),
            JointCells.Cell(label: 0, candidate: 0, champion: 0, count: 70),
            JointCells.Cell(label: 0, candidate: 1, champion: 0, count: 9),
            JointCells.Cell(label: 0, candidate: 1, champion: 1, count: 5),
        ])

    @Test(arguments: [(3, 0.2), (40, 0.1), (1000, 0.3), (1000, 0.77), (1_000_000, 1e-6), (1_000_000, 0.5)])
    func `binomial numbers have the distribution's mean and variance`(trials: Int, p: Double) {
        var random = RandomSource(seed: 3)
        let draws = 20_000
        let found = moments((0..<draws).map { _ in Double(random.binomial(trials: trials, p: p)) })
        let variance = Double(trials) * p * (1 - p)
        // Five standard errors; that of a variance follows from the fourth moment, 3σ⁴ + σ²(1 − 6pq).
        #expect(abs(found.mean - Double(trials) * p) < 5 * (variance / Double(draws)).squareRoot())
        let fourth = 3 * variance * variance + variance * (1 - 6 * p * (1 - p))
        #expect(abs(found.variance - variance) < 5 * ((fourth - variance * variance) / Double(draws)).squareRoot())
    }

    @Test(arguments: [(20, 0.25), (60, 0.4)])
    func `binomial numbers are as frequent as their probabilities say`(trials: Int, p: Double) {
        var random = RandomSource(seed: 5)
        let draws = 20_000
        var counts = [Int](repeating: 0, count: trials + 1)
        for _ in 0..<draws { counts[random.binomial(trials: trials, p: p)] += 1 }
        for (k, count) in counts.enumerated() {
            let expected = BinomialDistribution.probability(of: k, trials: trials, p: p)
            let error = (expected * (1 - expected) / Double(draws)).squareRoot()
            #expect(abs(Double(count) / Double(draws) - expected) <= 5 * error + 1 / Double(draws), "\(k)")
        }
    }

    @Test func `a seed gives the numbers that it always gave`() {
        var random = RandomSource(seed: 42)
        var again = RandomSource(seed: 42)
        var other = RandomSource(seed: 42, stream: 1)
        let first = (0..<100).map { _ in random.next() }
        #expect(first == (0..<100).map { _ in again.next() })
        #expect(first != (0..<100).map { _ in other.next() })
        #expect((0..<1000).allSatisfy { _ in (0..<7).contains(random.index(below: 7)) })
    }

    @Test func `threads do not change the result`() throws {
        let statistic = CountStatistic(joint: cells, score: try #require(ClassScore(.f1(.macro), classes: ["0", "1"])))
        var plan = BootstrapPlan()
        plan.resamples = 999
        let results = [1, 2, 5].map { threads in
            plan.threads = threads
            return Bootstrap(statistic, gain: Gain(greaterIsBetter: true), plan: plan)
        }
        #expect(results[0].sorted == results[1].sorted && results[0].sorted == results[2].sorted)
        #expect(results[0].bias == results[2].bias)
    }

    @Test func `drawing cells is drawing rows, in mean and variance of the difference`() throws {
        let score = try #require(ClassScore(.accuracy, classes: ["0", "1"]))
        let joint = CountStatistic(joint: cells, score: score)
        let rows = cells.cells.flatMap { cell in [JointCells.Cell](repeating: cell, count: cell.count) }
        let byRows = RowStatistic(
            form: .mean, candidate: rows.map { $0.candidate == $0.label ? 1 : 0 },
            champion: rows.map { $0.champion == $0.label ? 1 : 0 })
        var plan = BootstrapPlan()
        plan.resamples = 5_000
        let gain = Gain(greaterIsBetter: true)
        let first = Bootstrap(joint, gain: gain, plan: plan)
        plan.seed = 99
        let second = Bootstrap(byRows, gain: gain, plan: plan)
        let (a, b) = (moments(first.sorted), moments(second.sorted))
        let error = (a.variance / 5_000 * 2).squareRoot()
        #expect(abs(a.mean - b.mean) < 5 * error)
        // The variance of a variance is about 2σ⁴/B for nearly normal values.
        #expect(abs(a.variance - b.variance) < 5 * a.variance * (2 * 2 / 5_000.0).squareRoot())
        #expect(abs(first.acceleration - second.acceleration) < 1e-12)
        #expect(abs(first.observed - second.observed) < 1e-12)
    }

    @Test(arguments: [RankStatistic.Form.roc, .averagePrecision])
    func `leaving a row out is the same as not having it`(form: RankStatistic.Form) {
        var random = RandomSource(seed: 8)
        let rows = 40
        let positive = (0..<rows).map { _ in random.uniform() < 0.4 }
        let scores = (0..<2).map { _ in (0..<rows).map { _ in Double(random.index(below: 15)) / 15 } }
        let pairs = ScorePairs(positive: positive, candidate: scores[0], champion: scores[1])
        var left: [PairedValues] = []
        RankStatistic(form: form, pairs: pairs).leaveOneOut { values, _ in left.append(values) }
        #expect(left.count == rows)
        for row in 0..<rows {
            let values = RankStatistic(form: form, pairs: pairs.subset((0..<rows).filter { $0 != row })).values
            #expect(
                abs(values.candidate - left[row].candidate) < 1e-12 && abs(values.champion - left[row].champion) < 1e-12
            )
        }
    }

    @Test func `scores are ordered as sorting orders them, ties and signs included`() {
        var random = RandomSource(seed: 12)
        let wide = (0..<3_000).map { _ in (random.uniform() - 0.5) * 1e10 }
        let close = (0..<3_000).map { _ in 0.5 + Double(random.index(below: 200)) * 0x1p-52 }
        for scores in [wide, close, [0.0, -0.0, -1, 1, .leastNonzeroMagnitude], []] {
            let order = ScoreOrder(scores)
            let ordered = order.rows.map { scores[Int($0)] }
            #expect(ordered == scores.sorted(by: >))
            #expect(order.tied == ordered.indices.map { $0 > 0 && ordered[$0] == ordered[$0 - 1] })
        }
    }

    @Test func `Holm's correction multiplies by what is left and never falls`() {
        #expect(Holm.adjusted([0.01, 0.04, 0.03, 0.005]) == [0.03, 0.06, 0.06, 0.02])
        #expect(Holm.adjusted([0.9, 0.8]) == [1, 1])
        #expect(Holm.adjusted([]) == [])
    }
}
