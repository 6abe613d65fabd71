import Promotion

extension GateJudge {
    /// One result for each thing that is asked of the dataset, in each part that it has: training, evaluation, or both.
    func dataResults(_ check: DataCheck) -> [CheckResult] {
        let name = check.dataset.rawValue
        let training = evidence.data.training[check.dataset]
        let evaluation = evidence.data.evaluation[check.dataset]
        guard let facts = training ?? evaluation else {
            return [
                CheckResult(
                    check: "data \(name)", verdict: .inconclusive,
                    reason: "no version of dataset \(name.quotedForMessage) is known that this run read")
            ]
        }
        let versions = [training, evaluation].compactMap { $0 }.reduce(into: [DatasetFacts]()) { kept, facts in
            if !kept.contains(where: { $0.version.digest == facts.version.digest }) { kept.append(facts) }
        }
        var results: [CheckResult] = []
        for facts in versions {
            if let most = check.maxAge { results.append(ageResult(name, facts, most)) }
            if let least = check.minRows { results.append(Self.rowsResult(name, facts, least)) }
        }
        if let rule = check.schema { results.append(schemaResult(check.dataset, facts, rule)) }
        if check.refusesOverlap {
            if let training {
                results += overlapResults(name, training, with: evidence.data.evaluation, as: "evaluation")
            }
            if let evaluation, training == nil {
                results += overlapResults(name, evaluation, with: evidence.data.training, as: "training")
            }
        }
        return results
    }

    private func ageResult(_ name: String, _ facts: DatasetFacts, _ most: Int64) -> CheckResult {
        let title = "data \(name) is at most \(Stretch(seconds: most)) old"
        guard let made = facts.version.timestamp else {
            return CheckResult(
                check: title, verdict: .inconclusive, required: Double(most),
                reason: "when version \(Self.shown(facts)) of \(name.quotedForMessage) was made is not known", unit: "s"
            )
        }
        let age = (evidence.now.milliseconds - made.milliseconds) / 1000
        guard made <= evidence.now else {
            return CheckResult(
                check: title, verdict: .inconclusive, required: Double(most),
                reason:
                    "version \(Self.shown(facts)) of \(name.quotedForMessage) is dated \(Stretch(seconds: -age)) ahead of now",
                unit: "s")
        }
        return CheckResult(
            check: title, verdict: age <= most ? .passed : .failed, candidate: Double(age), required: Double(most),
            reason: "version \(Self.shown(facts)) of \(name.quotedForMessage) is \(Stretch(seconds: age)) old; at most "
                + "\(Stretch(seconds: most)) is asked for",
            unit: "s")
    }

    private static func rowsResult(_ name: String, _ facts: DatasetFacts, _ least: Int64) -> CheckResult {
        let title = "data \(name) has at least \(least) rows"
        guard let rows = facts.version.rowCount else {
            return CheckResult(
                check: title, verdict: .inconclusive, required: Double(least),
                reason: "how many rows version \(shown(facts)) of \(name.quotedForMessage) has is not known"
                    + because(facts.rowsUnknown),
                unit: "rows")
        }
        return CheckResult(
            check: title, verdict: rows >= least ? .passed : .failed, candidate: Double(rows), required: Double(least),
            reason:
                "version \(shown(facts)) of \(name.quotedForMessage) has \(rows) rows; at least \(least) are asked for",
            unit: "rows")
    }

    private func schemaResult(_ dataset: DatasetName, _ facts: DatasetFacts, _ rule: SchemaRule) -> CheckResult {
        let name = dataset.rawValue
        let title = "schema of \(name) \(rule.rawValue)"
        if evidence.champion == .none {
            return ComparisonObstacle(missing: onMissingChampion, comparing: "the schema of \(name)").result(title)
        }
        func unknown(_ reason: String) -> CheckResult {
            CheckResult(check: title, verdict: .inconclusive, reason: reason)
        }
        let known: [DatasetName: DatasetFacts]
        switch evidence.data.championTraining {
        case .missing(let reason): return unknown(reason)
        case .found(let found): known = found
        }
        guard let before = known[dataset] else {
            return unknown("the champion was not trained on a known version of \(name.quotedForMessage)")
        }
        guard let mine = facts.columns, let theirs = before.columns else {
            let reason = facts.columns == nil ? facts.columnsUnknown : before.columnsUnknown
            return unknown(
                "the source of \(name.quotedForMessage) has no schema, for candidate or champion" + Self.because(reason)
            )
        }
        let problem = SchemaComparison(mine, theirs).problem(rule)
        return CheckResult(
            check: title, verdict: problem == nil ? .passed : .failed,
            reason: "\(mine.count) columns beside the \(theirs.count) that the champion was trained on: "
                + (problem ?? (mine.count == theirs.count ? "the same" : "only new ones")))
    }

    private func overlapResults(
        _ name: String, _ facts: DatasetFacts, with others: [DatasetName: DatasetFacts], as part: String
    ) -> [CheckResult] {
        guard !others.isEmpty else {
            return [
                CheckResult(
                    check: "data \(name) apart from \(part)", verdict: .inconclusive,
                    reason: "no dataset version is known that is read for \(part)")
            ]
        }
        return others.sorted { $0.key < $1.key }.map { other, theirs in
            let title = "data \(name) apart from \(other)"
            if facts.version.digest == theirs.version.digest {
                return CheckResult(
                    check: title, verdict: .failed,
                    reason:
                        "\(name.quotedForMessage) and \(other.rawValue.quotedForMessage), read for \(part), are the same data"
                )
            }
            guard let mine = facts.files, let files = theirs.files else {
                return CheckResult(
                    check: title, verdict: .inconclusive,
                    reason: "the files of \(name.quotedForMessage) or \(other.rawValue.quotedForMessage) are not known"
                        + Self.because(facts.files == nil ? facts.filesUnknown : theirs.filesUnknown))
            }
            let shared = mine.intersection(files).count
            return CheckResult(
                check: title, verdict: shared == 0 ? .passed : .failed, candidate: Double(shared), required: 0,
                reason: "\(shared) of \(mine.count) files of \(name.quotedForMessage) are also in "
                    + "\(other.rawValue.quotedForMessage), read for \(part)",
                unit: "files")
        }
    }

    private static func because(_ reason: String?) -> String { reason.map { ": \($0)" } ?? "" }

    private static func shown(_ facts: DatasetFacts) -> String {
        let version = facts.version
        return version.version == version.digest.rawValue ? version.digest.short : version.version
    }
}
