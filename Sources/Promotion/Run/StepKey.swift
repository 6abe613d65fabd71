/// One piece of work in a run: a step, and for `evaluate` the model version that it scores.
///
/// Written `train`, `evaluate@v3`. Together with the run and the attempt it is the key that makes starting a step idempotent.
package struct StepKey: Name {
    package let rawValue: String

    package init(checked rawValue: String) { self.rawValue = rawValue }

    package init(_ step: StepName) { rawValue = step.rawValue }

    /// The key of scoring version `version` with `step`.
    package init(_ step: StepName, modelVersion version: Int) { rawValue = "\(step)@v\(version)" }

    package static let noun = "step key"

    package static func problem(in text: String) -> String? {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        if let problem = StepName.problem(in: String(parts[0])) { return problem }
        guard parts.count == 2 else { return nil }
        let digits = parts[1].dropFirst()
        // One spelling for each version, or one piece of work would have several keys.
        guard parts[1].hasPrefix("v"), let version = Int(digits), version > 0, String(version) == digits else {
            return "must end with '@v' and a version number"
        }
        return nil
    }

    /// The step's name in the pipeline.
    package var step: StepName { StepName(checked: String(rawValue.prefix { $0 != "@" })) }

    /// The model version that is scored; nil for steps that do not score one.
    package var modelVersion: Int? {
        guard let at = rawValue.firstIndex(of: "@") else { return nil }
        return Int(rawValue[at...].dropFirst(2))
    }
}
