/// What an operator is told, at the place that `server.yaml` names, when somebody lets a candidate past its gate.
///
/// As JSON an object with texts, but for the numbers `override` and `version` and the object `checks`.
package struct OverrideAlarm: Hashable, Encodable, Sendable {
    /// Tells it from alarms of other kinds.
    package let kind = "override"
    /// The override's id: what `sluice override review` is given.
    package let override: Int64
    package let project: ProjectName
    package let environment: EnvironmentName
    package let run: RunID
    package let model: ModelName
    package let version: Int
    /// What each overridden check had found, by its name.
    package let checks: [String: Verdict]
    /// As in the ledger.
    package let by: String
    package let reason: String
    /// When the override ends, in UTC.
    package let expires: String
    /// When it was given, in UTC.
    package let time: String

    /// `override` as it is stored; `actor` is whoever gave it.
    package init(_ override: CheckOverride, by actor: Actor) {
        let (subject, statement) = (override.statement.subject, override.statement)
        self.override = override.id
        project = subject.project
        environment = subject.environment
        run = subject.run
        model = subject.model
        version = subject.version
        checks = override.verdicts
        by = actor.recorded
        reason = statement.reason
        expires = statement.until.utc
        time = statement.time.utc
    }
}
