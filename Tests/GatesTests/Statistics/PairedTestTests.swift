import Gates
import Promotion
import Testing

@Suite struct SignificanceCheckTests {
    /// Scores of which the candidate's tell the classes apart better.
    private func pairs(rows: Int, seed: UInt64 = 1, noise: Double = 0.6) -> ScorePairs {
        var random = RandomSource(seed: seed)
        let positive = (0..<rows).map { $0 % 3 == 0 }
        func scores(_ noise: Double) -> [Double] {
            positive.map { ($0 ? 0.6 : 0.4) * (1 - noise) + random.uniform() * noise }
        }
        return ScorePairs(positive: positive, candidate: scores(noise), champion: scores(0.9))
    }

    private func cells(_ better: Int, _ worse: Int) -> PairedEvidence {
        .classes(
            JointCells(
                classes: ["0", "1"],
                cells: [
                    JointCells.Cell(label: 1, candidate: 1, champion: 1, count: 300),
                    JointCells.Cell(label: 0, candidate: 0, champion: 0, count: 500),
                    JointCells.Cell(label: 1, candidate: 1, champion: 0, count: better),
                    JointCells.Cell(label: 1, candidate: 0, champion: 1, count: worse),
                    JointCells.Cell(label: 0, candidate: 1, champion: 1, count: 20),
                ]))
    }

    private let f1 = PairedMetric.f1(.binary(positive: "1"))

    @Test func `a clear gain passes, a small one does not, and a drop within the margin does`() {
        #expect(PairedTest(metric: f1).result(on: cells(60, 20)).verdict == .passed)
        #expect(PairedTest(metric: f1).result(on: cells(42, 38)).verdict == .failed)
        #expect(
            PairedTest(metric: f1, margin: .maxAbsoluteDrop(0.05)).result(on: cells(38, 42)).verdict == .passed)
        #expect(
            PairedTest(metric: f1, margin: .maxRelativeDrop(0.05)).result(on: cells(38, 42)).verdict == .passed)
        #expect(
            PairedTest(metric: f1, margin: .maxRelativeDrop(0.001)).result(on: cells(38, 42)).verdict == .failed)
        #expect(
            PairedTest(metric: f1, margin: .minRelativeChange(0.2)).result(on: cells(60, 20)).verdict == .failed)
    }

    @Test func `the sentence has the figures`() {
        let result = PairedTest(metric: f1, margin: .maxRelativeDrop(0.01)).result(on: cells(60, 20))
        #expect(result.check == "f1 against champion: at most 1 % worse, 95 % confidence")
        #expect(
            result.reason.hasPrefix(
                "f1 0.9474 against the champion's 0.8889 on 900 rows: the candidate is shown to be at most 1 % worse"))
    }

    @Test func `too little evidence is inconclusive and never passes`() throws {
        let few = PairedTest(metric: f1, minSamples: 1000).result(on: cells(60, 20))
        #expect(few.verdict == .inconclusive && few.reason.contains("900 rows and at least 1000"))
        let same = PairedTest(metric: f1, margin: .maxAbsoluteDrop(0.1)).result(on: cells(0, 0))
        #expect(same.verdict == .inconclusive && same.reason.contains("no spread"))
        let none = PairedTest(metric: .f1(.binary(positive: "yes"))).result(on: cells(60, 20))
        #expect(none.verdict == .inconclusive && none.reason.contains("positive class"))
        let all = ScorePairs(
            positive: [Bool](repeating: true, count: 50), candidate: [Double](repeating: 0.5, count: 50),
            champion: [Double](repeating: 0.5, count: 50))
        for metric in [PairedMetric.rocAUC, .prAUC] {
            var check = PairedTest(metric: metric)
            #expect(check.result(on: .scores(all)).verdict == .inconclusive)
            check.method = .bootstrap(BootstrapPlan())
            #expect(check.result(on: .scores(all)).verdict == .inconclusive)
        }
        let outside = ScorePairs(
            positive: all.positive, candidate: [Double](repeating: 1.5, count: 50), champion: all.champion)
        #expect(PairedTest(metric: .logLoss).result(on: .scores(outside)).reason.contains("no probability"))
        #expect(PairedTest(metric: .rmse).result(on: cells(60, 20)).verdict == .inconclusive)
        #expect(
            PairedTest(metric: f1, margin: .maxAbsoluteDrop(.nan)).result(on: cells(60, 20)).verdict
                == .inconclusive)
    }

    @Test func `swapping candidate and champion negates the gain and its interval`() throws {
        let mine = pairs(rows: 300)
        let theirs = ScorePairs(positive: mine.positive, candidate: mine.champion, champion: mine.candidate)
        for metric in [PairedMetric.rocAUC, .brier] {
            var plan = BootstrapPlan()
            plan.resamples = 500
            let check = PairedTest(metric: metric, method: metric == .rocAUC ? .deLong : .bootstrap(plan))
            let (first, second) = (check.finding(on: .scores(mine)), check.finding(on: .scores(theirs)))
            #expect(abs(try #require(first.lower) + (try #require(second.upper))) < 1e-9)
            #expect(abs(try #require(first.upper) + (try #require(second.lower))) < 1e-9)
            #expect(first.values?.candidate == second.values?.champion)
        }
    }

    @Test func `a strictly growing function of the scores keeps DeLong's figures`() throws {
        let mine = pairs(rows: 500)
        let warped = ScorePairs(
            positive: mine.positive, candidate: mine.candidate.map { $0 * $0 * $0 * 7 - 3 },
            champion: mine.champion.map { $0 * 2 + 100 })
        #expect(try #require(DeLong(mine)) == (try #require(DeLong(warped))))
    }

    @Test func `DeLong's limit and the bootstrap's are close`() throws {
        let mine = PairedEvidence.scores(pairs(rows: 600))
        var plan = BootstrapPlan()
        plan.resamples = 1_000
        plan.interval = .percentile
        let normal = PairedTest(metric: .rocAUC).finding(on: mine)
        let resampled = PairedTest(metric: .rocAUC, method: .bootstrap(plan)).finding(on: mine)
        let width = try #require(normal.upper) - (try #require(normal.lower))
        // The 5 % quantile of 1,000 values has a standard error of √(0.05 · 0.95 / 1000) / φ(z₀.₀₅) = 0.067 standard deviations, of which
        // the interval is 3.29 wide: five of them are a tenth of it.
        #expect(abs(try #require(normal.lower) - (try #require(resampled.lower))) < 0.12 * width)
    }

    @Test func `being right more often is a matter of the rows that tell the models apart`() throws {
        func result(_ better: Int, _ worse: Int) throws -> CheckResult {
            guard case .classes(let cells) = cells(better, worse) else { throw CancellationError() }
            return McNemarTest().result(on: cells)
        }
        #expect(try result(60, 20).verdict == .passed)
        #expect(try result(42, 38).verdict == .failed)
        #expect(try result(20, 60).verdict == .failed)
        #expect(try result(5, 4).verdict == .inconclusive)
        #expect(
            try result(42, 38).reason.hasPrefix(
                "of 900 rows only the candidate is right on 42, only the champion on 38; the probab"))
    }

    @Test func `slices are corrected for their number, and the worst is named`() throws {
        let slices = [
            EvidenceSlice(name: "emea", evidence: cells(60, 20)), EvidenceSlice(name: "apac", evidence: cells(20, 60)),
            EvidenceSlice(name: "tiny", evidence: .classes(JointCells(classes: ["0", "1"], cells: []))),
        ]
        let check = SlicedTest(check: PairedTest(metric: f1), columns: ["region"], minSliceRows: 50)
        let result = check.result(slices)
        #expect(result.verdict == .failed)
        #expect(result.check.hasSuffix("by region"))
        #expect(
            result.reason.hasPrefix(
                "1 of 2 slices pass, corrected for their number; the worst is 'apac' (adjusted p 1): "))
        #expect(result.reason.hasSuffix("; 1 slices with fewer than 50 rows were left out"))
        #expect(check.result([slices[0]]).verdict == .passed)
        #expect(check.result([slices[2]]).verdict == .inconclusive)
    }

    @Test func `slices count the same cells as their rows alone`() throws {
        var random = RandomSource(seed: 4)
        func column(_ values: Int) -> CategoryColumn {
            CategoryColumn((0..<500).map { _ in "\(random.index(below: values))" })
        }
        let (labels, candidate, champion, region) = (column(3), column(3), column(3), column(4))
        let pairs = try ClassPairs(labels: labels, candidate: candidate, champion: champion, source: "x")
        let counted = pairs.cells(by: region)
        for (index, rows) in region.rowsByCategory.enumerated() {
            func part(_ column: CategoryColumn) -> CategoryColumn {
                CategoryColumn(rows.map { column.categories[Int(column.codes[$0])] })
            }
            let alone = try ClassPairs(
                labels: part(labels), candidate: part(candidate), champion: part(champion), source: "x")
            #expect(alone.cells == counted[index])
        }
        #expect(counted.reduce(0) { $0 + $1.rows } == 500)
        let both = CategoryColumn.combined([region, labels])
        #expect(both.categories.count == 12 && both.codes.count == 500)
    }
}
