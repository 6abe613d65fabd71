import Catalog
import Promotion

/// Everything that decides whether a run's candidate may become champion, as the catalog has it at one moment.
struct PromotionCase: Sendable {
    let run: RunRecord
    let model: ModelName
    /// As the gate decided; without overrides.
    let gate: GateReport
    /// The environment as the protected ref defines it now.
    let environment: Environment
    let question: ApprovalQuestion
    let approvals: [Approval]
    let overrides: [CheckOverride]
    /// The newest change of the rules, whether or not it asks for somebody.
    let policyChange: PolicyChange?
    /// Whether the run is of the commit that its branch is at.
    let isOfTip: Bool
    /// Whether the gate that decided is the one that the protected ref has now.
    let isGateCurrent: Bool

    /// Which approvals count. Signatures count if `signatures` has seen exactly them.
    func tally(_ signatures: SignatureCheck, at now: Timestamp) -> ApprovalTally {
        question.tally(approvals, verified: signatures.verified(approvals), now: now)
    }

    /// The gate's decision with the overrides that count.
    func decision(_ signatures: SignatureCheck, at now: Timestamp) -> GateDecision {
        overrideQuestion.apply(overrides, to: gate.decision, verified: signatures.verified(overrides), now: now)
    }

    /// What decides which overrides count now.
    var overrideQuestion: OverrideQuestion {
        OverrideQuestion(rule: environment.approvals.overrides, subject: question.subject, access: question.access)
    }

    /// What has to be known of the promotion for ever; nil if nothing.
    func warning(_ decision: GateDecision, at now: Timestamp) -> String? {
        var sentences: [String] = []
        for check in decision.checks where check.verdict == .overridden {
            sentences.append("\(check.check.quotedForMessage) was \(check.reason)")
        }
        if let policyChange, policyChange.isFresh(at: now) {
            sentences.append("the rules were changed less than 24 h before: \(policyChange.sentence)")
        }
        return sentences.isEmpty ? nil : sentences.joined(separator: "; ")
    }
}

extension CatalogTransaction {
    /// The case of a run that has a candidate; `gate` nil takes the last decision. Nil if the run has no candidate or was not judged.
    func promotionCase(of run: RunRecord, gate judged: GateReport? = nil, at now: Timestamp) throws -> PromotionCase? {
        guard let definitions = run.pinned, let candidate = run.state.candidate, let digest = run.candidateDigest,
            let gate = try judged ?? gateDecision(of: run.id)
        else { return nil }
        let model = definitions.pipeline.model
        let current = try environments(of: run.project).first { $0.environment.name == run.environment }
        let environment = current?.environment ?? definitions.policy
        var datasets: [DatasetName: Digest] = [:]
        for dataset in try runDatasets(of: run.id) { datasets[dataset.name] = dataset.version.digest }
        let workspace = run.workspace
        let files = try modelVersion(Int64(candidate), of: model.rawValue, in: workspace)
            .flatMap { try ModelFiles(of: $0, in: self) }
        let subject = ApprovalSubject(
            project: run.project, environment: run.environment, run: run.id, model: model, version: candidate,
            commit: run.commit.id, artifacts: files?.digest ?? digest, datasets: datasets,
            gate: try gateDigest(of: definitions.policy))
        let access = try people(of: run.project)
        let change = try newestPolicyChange(of: run.project, concerning: run.environment)
        let isEnforced = !access.people.isEmpty || !access.grants.isEmpty
        let approvals = try approvals(of: run.id)
        let question = ApprovalQuestion(
            policy: environment.approvals, subject: subject,
            decidedAt: approvals.isEmpty ? gate.time : try firstPass(like: gate, of: run.id),
            parts: try parts(of: run.id) ?? Self.parts(of: run, starter: try starter(of: run.id)), access: access,
            isFirst: gate.decision.needsApproval,
            policyChange: isEnforced ? change.flatMap { $0.isFresh(at: now) ? $0 : nil } : nil)
        let tip = try tips(of: run.project).first { $0.ref == run.ref }?.commit
        return PromotionCase(
            run: run, model: model, gate: gate, environment: environment, question: question,
            approvals: approvals, overrides: try overrides(of: run.id), policyChange: change,
            isOfTip: tip == run.commit.id,
            // A run that is being judged again has the new gate pinned already, and the old one's decision.
            isGateCurrent: try gateDigest(of: environment) == subject.gate
                && gate.policyDigest == definitions.policyDigest)
    }

    /// What the run itself says, until its commits have been looked at.
    private static func parts(of run: RunRecord, starter: UserName?) -> ChangeParts {
        func contributor(_ text: String?) -> [Contributor] {
            guard let text, let open = text.lastIndex(of: "<"), text.hasSuffix(">") else { return [] }
            let name = text[..<open].split(separator: " ").joined(separator: " ")
            return [Contributor(name: name, email: String(text[text.index(after: open)...].dropLast()))]
        }
        return ChangeParts(
            authors: contributor(run.commit.author), committers: contributor(run.commit.committer), starter: starter)
    }
}
