import Catalog
import Promotion
import Supervision

extension StepEvidence {
    /// The same without the step's secrets in what it names and says.
    func masked(by mask: SecretMask?) -> StepEvidence {
        guard let mask else { return self }
        var evidence = self
        switch outcome {
        case .succeeded: break
        case .failed(let reason): evidence.outcome = .failed(reason: mask.masked(reason))
        case .errored(let reason): evidence.outcome = .errored(reason: mask.masked(reason))
        }
        evidence.tests = tests.map { test in
            TestCaseRecord(
                name: mask.masked(test.name), outcome: test.outcome, seconds: test.seconds,
                message: mask.masked(test.message))
        }
        return evidence
    }
}
