extension Search {
    /// Takes the conditions on the tag that marks prompts out, and says whether prompts are hidden, as MLflow's registry has it: unless
    /// the first of those conditions asks for prompts, none is shown, and what the conditions say does not matter.
    func hidingPrompts() -> (search: Search, hidesPrompts: Bool) {
        let marks = conditions.filter { $0.field == .tag(SearchTarget.promptTag) }
        switch marks.first?.comparison {
        case .equal(.text(let value)) where value.lowercased() == "true": return (self, false)
        case .notEqual(.text(let value)) where value.lowercased() == "false": return (self, false)
        default:
            var models = self
            models.conditions.removeAll { $0.field == .tag(SearchTarget.promptTag) }
            return (models, true)
        }
    }
}
