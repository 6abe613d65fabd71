import Promotion

extension GateJudge {
    /// Passed once the environment before has been successful for long enough.
    func soakResult(_ check: SoakCheck) -> CheckResult {
        let asked = Stretch(seconds: check.seconds)
        switch evidence.soak {
        case .unknown(let reason):
            return CheckResult(
                check: "soaked for \(asked)", verdict: .inconclusive, required: Double(check.seconds), reason: reason,
                unit: "s")
        case .notYet(let environment):
            return CheckResult(
                check: "soaked in \(environment) for \(asked)", verdict: .failed, required: Double(check.seconds),
                reason: "it was not successful in '\(environment)' yet; \(asked) there are asked for", unit: "s")
        case .succeeded(let environment, let since):
            let seconds = max(0, evidence.now.milliseconds - since.milliseconds) / 1000
            let end = Timestamp(milliseconds: since.milliseconds + check.seconds * 1000)
            let isOver = end <= evidence.now
            let left = (end.milliseconds - evidence.now.milliseconds + 999) / 1000
            return CheckResult(
                check: "soaked in \(environment) for \(asked)", verdict: isOver ? .passed : .failed,
                candidate: Double(seconds), required: Double(check.seconds),
                reason: "it has been successful in '\(environment)' for \(Stretch(seconds: seconds)); \(asked) "
                    + (isOver ? "were asked for" : "are asked for: \(Stretch(seconds: left)) more"),
                unit: "s", holdsFrom: isOver ? nil : end)
        }
    }

    /// Passed while a promotion may happen; otherwise says when it next may.
    func windowResult(_ check: WindowCheck) -> CheckResult {
        let spans =
            [(check.inside, "inside"), (check.never, "never")].filter { !$0.0.isEmpty }
            .map { "\($0.1) \($0.0.map(\.description).joined(separator: ", "))" }.joined(separator: ", ")
        let title = "\(spans) (\(check.zone))"
        guard let offsets = evidence.zones[check.zone] else {
            return CheckResult(
                check: title, verdict: .inconclusive,
                reason: "time zone \(check.zone.quotedForMessage) is not known here")
        }
        let local = LocalMinute(evidence.now, offsets)
        let now = "it is \(local) in \(check.zone)"
        if check.isOpen(at: evidence.now, in: offsets) {
            return CheckResult(check: title, verdict: .passed, reason: "\(now): a promotion may happen")
        }
        let freezes = check.never.filter { ($0.from ?? $0.to) != nil && $0.holds(local.number) }
        let frozen = freezes.isEmpty ? "" : ", frozen (\(freezes.map(\.description).joined(separator: ", ")))"
        guard let next = check.nextChange(after: evidence.now, in: offsets) else {
            return CheckResult(
                check: title, verdict: .failed, reason: "\(now)\(frozen), and the window never opens again")
        }
        return CheckResult(
            check: title, verdict: .failed,
            reason: "\(now)\(frozen): no promotion may happen before \(LocalMinute(next, offsets))", holdsFrom: next)
    }
}
