import Promotion

extension GateJudge {
    /// The worse of the exit code and the verdict file.
    func commandResult(_ check: CommandCheck, at path: CheckPath) -> CheckResult {
        let title = "command \(check.run.description.prefix(80))"
        switch evidence.commands[path] {
        case nil: return CheckResult(check: title, verdict: .inconclusive, reason: "the command was not run")
        case .unfinished(let reason):
            return CheckResult(check: title, verdict: .inconclusive, reason: "the command gave no answer: \(reason)")
        case .exited(let code, nil):
            return CheckResult(
                check: title, verdict: code == 0 ? .passed : .failed, reason: "the command exited with \(code)")
        case .exited(let code, .some(let bytes)):
            do throws(ObservationError) {
                let said = try CommandVerdict(bytes)
                let verdict = code != 0 && said.verdict.allowsPromotion ? .failed : said.verdict
                let exit = code == 0 ? "" : "the command exited with \(code)"
                let words = [exit, said.reason ?? "its verdict is \(said.verdict.rawValue)"]
                return CheckResult(
                    check: title, verdict: verdict, candidate: said.candidate, champion: said.champion,
                    required: said.required, reason: words.filter { !$0.isEmpty }.joined(separator: "; "),
                    unit: said.unit)
            } catch {
                return CheckResult(
                    check: title, verdict: .inconclusive,
                    reason: "the command exited with \(code), and its verdict cannot be read: \(error)")
            }
        }
    }
}
