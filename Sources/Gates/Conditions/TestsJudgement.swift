import Promotion

/// Whether the tests that a gate asks for ran and passed.
struct TestsJudgement {
    let check: TestsCheck

    init(_ check: TestsCheck) { self.check = check }

    private var title: String { "tests \(check.kinds.joined(separator: ", "))" }

    /// A failed case, or one skipped against the rule, is a definite no; a kind without a report, or too few cases, is not enough evidence.
    func result(_ reports: [TestReport]) -> CheckResult {
        let asked = check.kinds.map { kind in (kind: kind, reports: reports.filter { $0.isOf(kind: kind) }) }
        let used = reports.filter { report in check.kinds.contains { report.isOf(kind: $0) } }
        let passed = used.reduce(0) { $0 + $1.passed }
        let failed = used.flatMap(\.failed)
        let refused = used.flatMap(\.skipped).filter(isRefused)
        let (verdict, words): (Verdict, String) =
            if !failed.isEmpty {
                (.failed, "\(failed.count) failed: \(Self.shown(failed))")
            } else if !refused.isEmpty {
                (
                    .failed,
                    "\(refused.count) \(check.skips == .none ? "were skipped" : "were skipped without a reason"): "
                        + Self.shown(refused.map(\.name))
                )
            } else if let gap = gap(asked, reports) {
                (.inconclusive, gap)
            } else if passed < check.least {
                (.inconclusive, "at least \(check.least) are asked for")
            } else {
                (.passed, "none failed")
            }
        let skipped = used.reduce(0) { $0 + $1.skipped.count }
        let count = "\(passed) test\(passed == 1 ? "" : "s") passed"
        return CheckResult(
            check: title, verdict: verdict, candidate: Double(passed), required: Double(check.least),
            reason: count + (skipped == 0 ? "" : ", \(skipped) skipped") + "; " + words, unit: "tests")
    }

    private func isRefused(_ skip: TestReport.Skip) -> Bool {
        switch check.skips {
        case .any: false
        case .none: true
        case .explained: skip.reason?.allSatisfy(\.isWhitespace) ?? true
        }
    }

    /// The first kind of which nothing, or not all, is known.
    private func gap(_ asked: [(kind: String, reports: [TestReport])], _ all: [TestReport]) -> String? {
        for (kind, reports) in asked {
            if let report = reports.first(where: { $0.obstacle != nil }) {
                return "nothing is known of \(report.step.quotedForMessage): \(report.obstacle ?? "")"
            }
            if reports.isEmpty {
                let steps = all.map(\.step.quotedForMessage).joined(separator: ", ")
                return "no step of kind \(kind.quotedForMessage) ran"
                    + (steps.isEmpty ? ": the pipeline has no test steps" : "; there are \(steps)")
            }
            if reports.allSatisfy({ $0.passed == 0 }) { return "no test of kind \(kind.quotedForMessage) passed" }
        }
        return nil
    }

    private static func shown(_ names: [String]) -> String {
        names.prefix(3).map(\.quotedForMessage).joined(separator: ", ")
            + (names.count > 3 ? " and \(names.count - 3) more" : "")
    }
}
