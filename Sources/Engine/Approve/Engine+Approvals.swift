import Catalog
import Execution
package import Promotion

extension Engine {
    /// How far the approvals of a run's promotion are. Throws `refused` if there is nothing to approve.
    package func approvals(of id: RunID) async throws -> ApprovalReport {
        let now = context.now()
        let given = try await context.catalog.read { try $0.openCase(of: id, at: now) }
        return given.report(try await SignatureCheck(given, context: context), at: now)
    }

    /// Everything that waits for somebody, of all projects, the oldest first.
    package func waitingForApproval() async throws -> [ApprovalReport] {
        let now = context.now()
        let cases = try await context.catalog.read { transaction in
            try transaction.runsAwaitingApproval().compactMap { id in
                try transaction.run(id).flatMap { try transaction.promotionCase(of: $0, at: now) }
            }
        }
        var reports: [ApprovalReport] = []
        for given in cases { reports.append(given.report(try await SignatureCheck(given, context: context), at: now)) }
        return reports
    }

    /// Takes somebody's agreement to what a run would promote. With the last one that is missing, the run goes on.
    ///
    /// Throws `forbidden`, and writes that down, if it could not count: the person's own change, a login that is too old, a signature that
    /// does not fit.
    package func approve(
        _ id: RunID, _ request: ApproveRequest, by actor: Actor
    ) async throws -> ApprovalReport {
        let now = context.now()
        let before = try await context.catalog.read { try $0.openCase(of: id, at: now) }
        do {
            return try await approve(before, request, by: actor, at: now)
        } catch let error as EngineError where error.code == .forbidden && request.dryRun != true {
            try await context.catalog.write { transaction in
                try transaction.record(
                    .approvalRefused, by: actor, at: now, project: before.run.project, subject: id.rawValue,
                    details: ["reason": error.message])
            }
            throw error
        }
    }

    private func approve(
        _ before: PromotionCase, _ request: ApproveRequest, by actor: Actor, at now: Timestamp
    ) async throws -> ApprovalReport {
        let id = before.run.id
        let approval = try await approval(of: before, request, by: actor, at: now)
        var signatures = try await SignatureCheck(before, context: context)
        if approval.signature != nil { signatures.trust(approval) }
        let checked = signatures
        let isDry = request.dryRun == true
        let (given, known) = try await context.catalog.write { transaction in
            let given = try transaction.openCase(of: id, at: now)
            guard given.question.subject == approval.statement.subject else {
                let changes = given.question.subject.changes(since: approval.statement.subject)
                throw EngineError(
                    .conflict,
                    "what \(id) would promote is another thing by now: "
                        + "\(changes.joined(separator: ", ")); look at it and approve again")
            }
            if let objection = given.objection(to: approval, checked, at: now) {
                throw EngineError(.forbidden, "your approval of \(id) would not count: \(objection)")
            }
            guard !isDry else { return (given.adding(approval), checked) }
            let stored = try transaction.insertApproval(approval, by: actor)
            var known = checked
            if stored.signature != nil { known.trust(stored) }
            let after = given.adding(stored)
            try transaction.settle(after, known, at: now)
            return (after, known)
        }
        if !isDry {
            await reconcilers.driveRun(id)
            await reconcilers.wake(given.run.project)
        }
        return given.report(known, at: now)
    }

    /// What would be stored; whether it counts is another question.
    private func approval(
        of given: PromotionCase, _ request: ApproveRequest, by actor: Actor, at now: Timestamp
    ) async throws(EngineError) -> Approval {
        let signed = try StepUp(now: now).time(of: request.signature, at: request.time, by: actor)
        let statement = ApprovalStatement(subject: given.question.subject, by: actor.name, time: signed)
        var signature: StatementSignature?
        if let armored = request.signature {
            signature = try await checkedSignature(
                armored, of: statement.canonicalText, by: actor, access: given.question.access,
                namespace: ApprovalStatement.namespace)
        }
        return Approval(
            id: .max, statement: statement, kind: actor.kind, evidence: actor.evidence, groups: actor.groups,
            reason: request.reason, signature: signature)
    }

    /// The signature with the key that it was made with, if it is one of the person's keys.
    func checkedSignature(
        _ armored: String, of text: String, by actor: Actor, access: AccessPolicy, namespace: String
    ) async throws(EngineError) -> StatementSignature {
        guard armored.utf8.count <= 65_536, let key = SSHSignatures.publicKey(in: armored) else {
            throw EngineError(.invalid, "what came as a signature is not one of ssh-keygen's")
        }
        guard access.people[actor.name]?.sshKeys.contains(key) == true else {
            throw EngineError(
                .forbidden, "the key that signed is not known as \(actor.name)'s; have its public part added to them")
        }
        let signature = StatementSignature(armored: armored, key: key)
        try await SignatureCheck.verify(text, signature, by: actor.name, namespace: namespace, context: context)
        return signature
    }

    /// Somebody's no: the run that waits ends as `Failed`, and nothing is promoted.
    package func reject(_ id: RunID, reason: String, by actor: Actor) async throws -> RunReport {
        let now = context.now()
        let project = try await context.catalog.write { transaction -> ProjectName in
            guard let run = try transaction.run(id) else { throw Self.noRun(id) }
            var state = run.state
            guard state.rejected(.init(.failed, "rejected by \(actor.recorded): \(reason)")) == .changed else {
                throw EngineError(.conflict, "\(id) waits for no approval: it is \(run.state.status.rawValue)")
            }
            try transaction.insertRejection(of: run, reason: reason, by: actor, at: now)
            try transaction.updateRun(id, state: state, at: now)
            return run.project
        }
        await reconcilers.driveRun(id)
        await reconcilers.wake(project)
        return try await run(id)
    }

    /// Signed approvals of a run with what somebody needs to check them without Sluice.
    package func approvalProofs(of id: RunID) async throws -> [ApprovalProof] {
        try await context.catalog.read { transaction in
            guard let run = try transaction.run(id) else { throw Self.noRun(id) }
            let access = try transaction.people(of: run.project)
            return try transaction.approvals(of: id).map { approval in
                let by = approval.statement.by
                let keys = (access.people[by]?.sshKeys ?? []).union(approval.signature.map { [$0.key] } ?? [])
                return ApprovalProof(
                    approval: approval, text: approval.statement.canonicalText,
                    allowedSigners: SSHSignatures.allowedSigners(
                        signer: by.rawValue, keys: Array(keys), namespace: ApprovalStatement.namespace))
            }
        }
    }
}
