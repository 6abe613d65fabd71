import Promotion

extension GateJudge {
    /// One result for each thing that is asked for.
    func modelResults(_ check: ModelCheck) -> [CheckResult] {
        let facts: ModelFacts
        switch evidence.models.candidate {
        case .found(let found): facts = found
        case .missing(let reason): return [CheckResult(check: "model", verdict: .inconclusive, reason: reason)]
        }
        var results: [CheckResult] = []
        if let rule = check.signature { results.append(signatureResult(rule, facts)) }
        if !check.tags.isEmpty { results.append(Self.tagsResult(check.tags, facts)) }
        if check.description {
            let isThere = !facts.description.allSatisfy(\.isWhitespace)
            results.append(
                CheckResult(
                    check: "model has a description", verdict: isThere ? .passed : .failed,
                    reason: isThere ? "the model has a description" : "the model has no description"))
        }
        if let most = check.maxBytes { results.append(Self.sizeResult(most, facts)) }
        if !check.flavors.isEmpty { results.append(Self.flavorsResult(check.flavors, facts)) }
        return results
    }

    private func signatureResult(_ rule: SignatureRule, _ facts: ModelFacts) -> CheckResult {
        let title = rule == .present ? "model has a signature" : "signature \(rule.rawValue) to the champion's"
        guard let mine = facts.signature else {
            return CheckResult(
                check: title, verdict: .failed,
                reason: "the model has no signature: log it with one, or with an input example"
            )
        }
        if rule == .present {
            return CheckResult(check: title, verdict: .passed, reason: "the model has a signature")
        }
        if evidence.champion == .none {
            return ComparisonObstacle(missing: onMissingChampion, comparing: "the signature").result(title)
        }
        switch evidence.models.champion {
        case .missing(let reason): return CheckResult(check: title, verdict: .inconclusive, reason: reason)
        case .found(let champion):
            guard let theirs = champion.signature else {
                return CheckResult(
                    check: title, verdict: .inconclusive,
                    reason: "the champion has no signature that the candidate's could be compared with")
            }
            let problem = SignatureComparison(mine, theirs).problem(rule)
            return CheckResult(
                check: title, verdict: problem == nil ? .passed : .failed,
                reason: problem ?? "whoever calls the champion can call the candidate: "
                    + "\(mine.inputs.count) inputs beside the champion's \(theirs.inputs.count)")
        }
    }

    private static func tagsResult(_ tags: [String], _ facts: ModelFacts) -> CheckResult {
        let lacking = tags.filter { facts.tags[$0]?.allSatisfy(\.isWhitespace) ?? true }
        let names = (lacking.isEmpty ? tags : lacking).map(\.quotedForMessage).joined(separator: ", ")
        return CheckResult(
            check: "model has tags \(tags.joined(separator: ", "))", verdict: lacking.isEmpty ? .passed : .failed,
            reason: lacking.isEmpty ? "the model has \(names)" : "the model has no tag \(names), or one without a value"
        )
    }

    private static func sizeResult(_ most: Int64, _ facts: ModelFacts) -> CheckResult {
        CheckResult(
            check: "model is at most \(ByteCount(most)) large", verdict: facts.bytes <= most ? .passed : .failed,
            candidate: Double(facts.bytes), required: Double(most),
            reason: "the model's files are \(ByteCount(facts.bytes)) large; at most \(ByteCount(most)) is asked for",
            unit: "bytes"
        )
    }

    /// `python_function` stands beside each flavor as its common face, and counts only if it is the only one.
    private static func flavorsResult(_ allowed: [String], _ facts: ModelFacts) -> CheckResult {
        let own = facts.flavors.filter { $0 != "python_function" }
        let flavors = own.isEmpty ? facts.flavors : own
        let refused = flavors.filter { !allowed.contains($0) }.sorted()
        let isFine = refused.isEmpty && !flavors.isEmpty
        return CheckResult(
            check: "model is of \(allowed.joined(separator: ", "))", verdict: isFine ? .passed : .failed,
            reason: isFine
                ? "the model is of \(flavors.sorted().joined(separator: ", "))"
                : flavors.isEmpty
                    ? "the model names no flavor"
                    : "the model is of \(refused.joined(separator: ", ")), which is not allowed")
    }
}
