import Gates
import Testing

/// The mean of rows, and Student's distribution.
@Suite struct MeanTestTests {
    @Test func `p-values and limits agree with scipy, with and without skewness`() throws {
        for item in try ReferenceCases.read().means {
            let test = try #require(MeanTest(item.values))
            #expect(abs(test.skewness - item.skewness) < 1e-12)
            #expect(agreeRelatively(test.pValue(above: item.least), item.pValue, 1e-9))
            #expect(agree(test.lowerLimit(confidence: 0.95), item.limits[0]))
            #expect(agree(test.lowerLimit(confidence: 0.05), item.limits[1]))
        }
    }

    @Test func `Student's distribution agrees with mpmath and scipy`() throws {
        let cases = try ReferenceCases.read()
        for item in cases.student {
            let value = StudentDistribution.cumulative(item[0], degrees: item[1])
            #expect(agreeRelatively(value, item[2], 1e-11), "t \(item[0]), \(item[1]) degrees: \(value)")
        }
        for item in cases.studentQuantile {
            let value = StudentDistribution.quantile(item[0], degrees: item[1])
            #expect(agreeRelatively(value, item[2], 1e-11), "p \(item[0]), \(item[1]) degrees: \(value)")
        }
        #expect(StudentDistribution.cumulative(.infinity, degrees: 3) == 1)
        #expect(StudentDistribution.cumulative(.nan, degrees: 3).isNaN)
    }

    /// What makes the interval one for what is rarely lost and dearly: a candidate that is worth nothing more passes too often by t alone.
    @Test func `rare large losses do not let more through than was asked`() throws {
        var random = RandomSource(seed: 17)
        var (passed, passedByT) = (0.0, 0.0)
        let (trials, rows) = (4_000.0, 100)
        for _ in 0..<Int(trials) {
            // −ln u has mean 1: what is gained on every row is lost on few.
            let test = try #require(MeanTest((0..<rows).map { _ in 1 + PortableMath.log(random.uniform()) }))
            if test.pValue(above: 0) <= 0.05 { passed += 1 }
            let t = test.mean / test.deviation * Double(rows).squareRoot()
            if StudentDistribution.cumulative(-t, degrees: Double(rows - 1)) <= 0.05 { passedByT += 1 }
        }
        // 4,000 trials have a standard error of 0.0034.
        #expect(abs(passed / trials - 0.05) < 0.017, "\(passed / trials)")
        #expect(passedByT / trials > 0.067, "\(passedByT / trials)")
    }

    @Test func `limit and p-value are two sides of one test`() throws {
        for item in try ReferenceCases.read().means {
            let test = try #require(MeanTest(item.values))
            for confidence in [0.6, 0.9, 0.99] {
                let limit = test.lowerLimit(confidence: confidence)
                #expect(abs(test.pValue(above: limit) - (1 - confidence)) < 1e-9)
            }
        }
    }

    @Test func `values without spread have no interval`() {
        #expect(MeanTest([]) == nil)
        #expect(MeanTest([4]) == nil)
        #expect(MeanTest([Double](repeating: 0.1, count: 77)) == nil)
        #expect(MeanTest([1, .infinity]) == nil)
    }

    @Test func `the cube root has its sign and its digits`() {
        for root in [0, 1, -1, 2, 0.3, -7e20, 1e-90] {
            #expect(abs(PortableMath.cubeRoot(root * root * root) - root) <= 4e-16 * abs(root))
        }
    }

    @Test(arguments: [
        ("tp", true), ("2 * tp - fp / 4 + -fn", true), ("(tp - fp) * (3 - 1)", true), ("tp * margin / n", true),
        ("min(margin, 3)", true), ("3", false), ("tp / n", false), ("tp * fp", false), ("tp + 1", false),
        ("n", false), ("max(tp, fp)", false), ("if(tp > fp, tp, fp)", false), ("1 / tp", false),
    ])
    func `a value is a sum over rows or it is not`(text: String, isSum: Bool) throws {
        #expect(try ValueExpression(text).isSumOverRows == isSum)
    }
}
