/// What a run knows of one piece of its work.
package struct StepRecord: Hashable, Codable, Sendable {
    package var status: RunStatus
    /// The attempt that is under way or was the last, from 1.
    package var attempt: Int
    /// Why it did not succeed.
    package var reason: String?
    /// With which attempt the piece of work was begun anew; nil for the first.
    private var anew: Int?

    package init(status: RunStatus, attempt: Int = 1, reason: String? = nil) {
        self.status = status
        self.attempt = attempt
        self.reason = reason
    }

    /// The attempt from which retries are counted.
    var firstAttempt: Int { anew ?? 1 }

    /// The same work once more, with attempts of its own.
    func anew(_ status: RunStatus) -> StepRecord {
        var record = StepRecord(status: status, attempt: attempt + 1)
        record.anew = attempt + 1
        return record
    }
}

/// How one attempt of a step ended.
package enum StepOutcome: Hashable, Sendable {
    case succeeded
    /// The step itself said no: exit status, signal, limit.
    case failed(reason: String)
    /// Nobody knows how it ended, or it could not be started.
    case errored(reason: String)
}

/// The part of a pipeline's step that decides the order of a run.
package struct StepOutline: Hashable, Codable, Sendable {
    package var name: StepName
    package var kind: StepKind
    package var needs: [StepName]
    package var retries: Int

    package init(name: StepName, kind: StepKind, needs: [StepName] = [], retries: Int = 0) {
        self.name = name
        self.kind = kind
        self.needs = needs
        self.retries = retries
    }

    package init(_ step: PipelineStep) {
        self.init(name: step.name, kind: step.kind, needs: step.needs, retries: step.retries)
    }
}

extension [StepOutline] {
    /// The steps that a run under `strategy` goes through.
    ///
    /// Under `deploy-model` nothing is trained: `train` falls out, and with it every task that nothing else needs. What needed
    /// `train` needs the candidate instead, which is there from the beginning.
    package func used(under strategy: Strategy) -> [StepOutline] {
        switch strategy {
        case .deployCode: return self
        case .deployModel:
            let trained = Set(filter { $0.kind == .train }.map(\.name))
            let needs = Dictionary(map { ($0.name, $0.needs.filter { !trained.contains($0) }) }) { first, _ in first }
            var pending = filter { $0.kind != .train && $0.kind != .task }.map(\.name)
            var used: Set<StepName> = []
            while let name = pending.popLast() {
                guard used.insert(name).inserted else { continue }
                pending += needs[name, default: []]
            }
            return filter { used.contains($0.name) }.map { step in
                var step = step
                step.needs = needs[step.name, default: []]
                return step
            }
        }
    }
}
