import Gates
import Promotion
import Testing

/// Agreement with scipy, scikit-learn and mpmath.
@Suite struct AgreementTests {
    private let cases: ReferenceCases

    init() throws { cases = try ReferenceCases.read() }

    private let classMetrics: [String: PairedMetric] = [
        "accuracy": .accuracy, "precision macro": .precision(.macro), "precision micro": .precision(.micro),
        "precision weighted": .precision(.weighted), "precision binary": .precision(.binary(positive: "1")),
        "recall macro": .recall(.macro), "recall micro": .recall(.micro), "recall weighted": .recall(.weighted),
        "recall binary": .recall(.binary(positive: "1")), "f1 macro": .f1(.macro), "f1 micro": .f1(.micro),
        "f1 weighted": .f1(.weighted), "f1 binary": .f1(.binary(positive: "1")),
    ]

    private func metric(_ name: String) throws -> PairedMetric {
        let others: [PairedMetric] = [.logLoss, .brier, .rmse, .mae, .r2, .rocAUC, .prAUC]
        if name == "f1" { return .f1(.binary(positive: "1")) }
        return try #require(classMetrics[name] ?? others.first { $0.name == name })
    }

    @Test func `metrics of counts agree with scikit-learn, fractions of nothing included`() throws {
        for (index, models) in cases.classes.enumerated() {
            let evidence = try models.evidence
            for (name, expected) in models.ofCandidate {
                let values = try metric(name).values(on: evidence)
                #expect(agree(values?.candidate, expected), "case \(index), \(name)")
                #expect(agree(values?.champion, try #require(models.ofChampion[name])), "case \(index), \(name)")
            }
        }
    }

    @Test func `metrics of scores and numbers agree with scikit-learn`() throws {
        let evidences =
            cases.scores.map { ($0, PairedEvidence.scores($0.pairs)) } + cases.numbers.map { ($0, $0.numberEvidence) }
        for (models, evidence) in evidences {
            for (name, expected) in models.ofCandidate {
                let values = try metric(name).values(on: evidence)
                #expect(agree(values?.candidate, expected), "\(name): \(values.debugDescription) \(expected)")
                #expect(agree(values?.champion, try #require(models.ofChampion[name])), "\(name)")
            }
        }
    }

    @Test func `DeLong's variances agree with the definition over all pairs`() throws {
        for models in cases.scores {
            let expected = try #require(models.delong)
            let test = try #require(DeLong(models.pairs))
            #expect(agree(test.varianceOfCandidate, expected["varianceOfCandidate"] ?? .nan))
            #expect(agree(test.varianceOfChampion, expected["varianceOfChampion"] ?? .nan))
            #expect(agree(test.covariance, expected["covariance"] ?? .nan))
            #expect(agree(test.pValue, expected["pValue"] ?? .nan))
            #expect(agree(test.auc.candidate, models.ofCandidate["roc auc"] ?? .nan))
        }
    }

    @Test func `McNemar's tests agree with scipy`() {
        for item in cases.mcnemar {
            let test = McNemar(candidateOnly: item.b, championOnly: item.c)
            #expect(agree(test.exactPValue, item.exact))
            #expect(agree(test.candidateBetterPValue, item.oneSided))
            #expect(agree(test.correctedStatistic, item.statistic))
            #expect(agree(test.correctedPValue, item.corrected))
        }
    }

    @Test func `special functions agree with mpmath`() {
        for pair in cases.normal {
            #expect(agreeRelatively(NormalDistribution.cumulative(pair[0]), pair[1], 2e-15), "Φ(\(pair[0]))")
        }
        for pair in cases.quantile {
            #expect(agreeRelatively(NormalDistribution.quantile(pair[0]), pair[1], 2e-15), "Φ⁻¹(\(pair[0]))")
        }
        for pair in cases.logGamma { #expect(agree(BinomialDistribution.logGamma(pair[0]), pair[1], tolerance: 4e-15)) }
        for item in cases.binomial {
            let value = BinomialDistribution.probability(of: Int(item[0]), trials: Int(item[1]), p: 0.3)
            #expect(agreeRelatively(value, item[2], 1e-9), "P(X = \(item[0])) of \(item[1])")
        }
    }

    @Test func `intervals agree with scipy's within Monte Carlo error`() throws {
        for item in cases.bootstrap {
            let metric = try metric(item.metric)
            let evidence: PairedEvidence =
                switch metric {
                case .accuracy, .f1, .precision, .recall: try cases.classes[0].evidence
                case .rmse, .mae, .r2: cases.numbers[0].numberEvidence
                case .logLoss, .brier, .rocAUC, .prAUC: .scores(cases.scores[0].pairs)
                }
            var plan = BootstrapPlan()
            plan.interval = try #require(BootstrapPlan.Interval(rawValue: item.method))
            plan.seed = 11
            let threshold = item.isAlone == true ? 1.0 : nil
            let test = PairedTest(metric: metric, threshold: threshold, method: .bootstrap(plan))
            let finding = test.finding(on: evidence)
            let lower = try #require(finding.lower, "\(item.metric): \(finding.sentence)")
            let upper = try #require(finding.upper)
            #expect(item.lower[0] <= lower && lower <= item.lower[1], "\(item): lower \(lower)")
            #expect(item.upper[0] <= upper && upper <= item.upper[1], "\(item): upper \(upper)")
        }
    }
}
