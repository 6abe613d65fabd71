import Catalog
import Gates
import Promotion

extension CatalogTransaction {
    /// What the test steps of a run reported, those that wrote no report included.
    func testEvidence(of run: RunRecord) throws(CatalogError) -> [TestReport] {
        let cases = try testCases(of: run.id)
        return run.state.outline.filter { $0.kind == .test }.map { step in
            let key = StepKey(step.name)
            let attempt = run.state.steps[key]?.attempt ?? 1
            return TestReport(step: step.name, cases: cases[key]?[attempt] ?? [])
        }
    }
}

extension TestReport {
    /// Sums the cases of one attempt up.
    fileprivate init(step: StepName, cases: [TestCaseRecord]) {
        self.init(step: step.rawValue)
        for test in cases {
            switch test.outcome {
            case "passed": passed += 1
            case "skipped": skipped.append(Skip(name: test.name, reason: test.message.isEmpty ? nil : test.message))
            default: failed.append(test.name)
            }
        }
        if cases.isEmpty {
            obstacle = "step '\(step)' reported no tests"
        } else if cases.count >= StepEvidence.mostTests {
            obstacle =
                "step '\(step)' reported more than \(StepEvidence.mostTests) tests, of which the others were not kept"
        }
    }
}
