import Catalog
import Logging
package import Promotion

extension Engine {
    /// Lets a run's candidate past checks of its gate, by name and reason and for a time. Promotes nothing: `promote` does, with the
    /// approvals that are asked for.
    ///
    /// Throws `refused` if the gate let it through anyway, for a blocked version, and where the files are not what the gate judged.
    package func override(_ id: RunID, _ request: OverrideRequest, by actor: Actor) async throws -> OverrideAnswer {
        let now = context.now()
        let before = try await context.catalog.read { try $0.overridableCase(of: id, at: now) }
        try await Promoter(context: context).verify(before.change(by: actor))
        let override = try await override(of: before, request, by: actor, at: now)
        var signatures = try await SignatureCheck(before, context: context)
        if override.signature != nil { signatures.trust(override) }
        let checked = signatures
        let isDry = request.dryRun == true
        let hasAlarms = context.settings.alarms != nil
        let answer = try await context.catalog.write { transaction in
            let given = try transaction.overridableCase(of: id, at: now)
            let question = given.overrideQuestion
            // Whoever only asks gets the text to sign, whether or not it counts unsigned.
            if !isDry,
                let objection = question.objection(
                    to: override, verified: override.signature == nil ? [] : [override.id], now: now)
            {
                throw EngineError(.forbidden, "your override of \(id) would not count: \(objection)")
            }
            let stored = isDry ? override : try transaction.store(override, by: actor, alarm: hasAlarms, at: now)
            var known = checked
            if stored.signature != nil { known.trust(stored) }
            return OverrideAnswer(override: stored, decision: given.adding(stored).decision(known, at: now))
        }
        if !isDry {
            let checks = override.statement.checks.joined(separator: ", ")
            context.logger.critical(
                "gate overridden", metadata: ["run": "\(id)", "by": "\(actor.recorded)", "checks": "\(checks)"])
            await reconcilers.wake(before.run.project)
        }
        return answer
    }

    private func override(
        of given: PromotionCase, _ request: OverrideRequest, by actor: Actor, at now: Timestamp
    ) async throws(EngineError) -> CheckOverride {
        guard (60...30 * 86_400).contains(request.expires) else {
            throw EngineError(.invalid, "an override lasts for 60 seconds to 30 days")
        }
        let decision = given.gate.decision
        let obstacles = decision.checks.filter { !$0.verdict.allowsPromotion }
        let names = request.checks.isEmpty ? obstacles.map(\.check) : request.checks
        for name in names where !obstacles.contains(where: { $0.check == name }) {
            let known = obstacles.map { $0.check.quotedForMessage }.joined(separator: ", ")
            throw EngineError(
                .invalid, "\(name.quotedForMessage) is no check that stands in the way; those that do: \(known)")
        }
        let time = try StepUp(now: now).time(of: request.signature, at: request.time, by: actor)
        let statement = OverrideStatement(
            subject: given.question.subject, checks: names, by: actor.name, reason: request.reason, time: time,
            until: Timestamp(milliseconds: time.milliseconds + request.expires * 1000))
        var signature: StatementSignature?
        if let armored = request.signature {
            signature = try await checkedSignature(
                armored, of: statement.canonicalText, by: actor, access: given.question.access,
                namespace: OverrideStatement.namespace)
        }
        let verdicts = obstacles.filter { names.contains($0.check) }.map { ($0.check, $0.verdict) }
        return CheckOverride(
            id: .max, statement: statement, kind: actor.kind, evidence: actor.evidence, groups: actor.groups,
            signature: signature, verdicts: Dictionary(verdicts) { first, _ in first })
    }

    /// Overrides of all projects, the newest first.
    package func overrides(limit: Int) async throws -> [CheckOverride] {
        try await context.catalog.read { try $0.overrides(limit: limit) }
    }

    /// Writes down that somebody looked at an override afterwards; then status warns of it no longer. Where people are known it has to be
    /// somebody else.
    package func review(
        _ id: Int64, of run: RunID, note: String, by actor: Actor
    ) async throws -> CheckOverride {
        let now = context.now()
        return try await context.catalog.write { transaction in
            guard let override = try transaction.override(id), override.statement.subject.run == run else {
                throw EngineError(.notFound, "there is no override \(id) of \(run); 'sluice override list' shows them")
            }
            if let review = override.review {
                throw EngineError(.conflict, "override \(id) was reviewed by \(review.by) already")
            }
            let access = try transaction.people(of: override.statement.subject.project)
            let identities = Identities(access)
            let isOther = identities.people(behind: actor.name)
                .isDisjoint(with: identities.people(behind: override.statement.by))
            guard access.people.isEmpty || (isOther && actor.kind != .administrator) else {
                throw EngineError(
                    .forbidden,
                    "somebody other than \(override.statement.by) has to review override \(id), known by a token or a login"
                )
            }
            try transaction.review(override, note: note, by: actor, at: now)
            return try transaction.override(id) ?? override
        }
    }
}

extension PromotionCase {
    /// The same with one more override.
    fileprivate func adding(_ override: CheckOverride) -> PromotionCase {
        PromotionCase(
            run: run, model: model, gate: gate, environment: environment, question: question, approvals: approvals,
            overrides: overrides + [override], policyChange: policyChange, isOfTip: isOfTip,
            isGateCurrent: isGateCurrent)
    }

    /// What would happen, as far as it can be checked without happening.
    fileprivate func change(by actor: Actor) -> ChampionChange {
        ChampionChange(
            project: run.project, environment: run.environment, model: model, version: question.subject.version,
            expectedChampion: nil, kind: .person, by: actor.recorded, reason: "", run: run.id,
            recordedDigest: run.candidateDigest ?? question.subject.artifacts)
    }
}

extension CatalogTransaction {
    /// Keeps an override and, where the operator wants to be told, an alarm of it.
    fileprivate func store(
        _ override: CheckOverride, by actor: Actor, alarm: Bool, at now: Timestamp
    ) throws(CatalogError) -> CheckOverride {
        let stored = try insertOverride(override, by: actor)
        if alarm { try raise(OverrideAlarm(stored, by: actor), at: now) }
        return stored
    }

    /// The case of a run that ended because its gate said no. Throws `refused` for every other.
    fileprivate func overridableCase(of id: RunID, at now: Timestamp) throws -> PromotionCase {
        guard let run = try run(id) else { throw Engine.noRun(id) }
        guard let given = try promotionCase(of: run, at: now) else {
            throw EngineError(
                .refused,
                "there is nothing to override in \(id): its gate has not decided; it is \(run.state.status.rawValue)")
        }
        guard !given.gate.decision.verdict.allowsPromotion, run.state.status.isFinal else {
            throw EngineError(.refused, "there is nothing to override in \(id): its gate did not say no")
        }
        guard given.isGateCurrent else {
            throw EngineError(
                .refused, "the gate of '\(run.environment)' is another one since it decided about \(id); run it again")
        }
        try refuseIfRejected(id)
        try refuseIfBlocked(
            ChampionChange(
                project: run.project, environment: run.environment, model: given.model,
                version: given.question.subject.version, expectedChampion: nil, kind: .person, by: "", reason: "",
                run: id, recordedDigest: given.question.subject.artifacts))
        return given
    }
}
