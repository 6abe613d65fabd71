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
        let now = LocalMinute(evidence.now, offsets)
        if check.isOpen(atMinuteOfWeek: now.minuteOfWeek) {
            return CheckResult(
                check: title, verdict: .passed, reason: "it is \(now) in \(check.zone): a promotion may happen")
        }
        guard let next = now.next(in: offsets, where: { check.isOpen(atMinuteOfWeek: $0.minuteOfWeek) }) else {
            return CheckResult(
                check: title, verdict: .failed, reason: "it is \(now) in \(check.zone), and the window never opens")
        }
        return CheckResult(
            check: title, verdict: .failed,
            reason: "it is \(now) in \(check.zone): no promotion may happen before \(next)", holdsFrom: next.instant)
    }
}
