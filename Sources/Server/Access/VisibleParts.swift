import Promotion

extension ProjectReport {
    /// What somebody with these rights may see of it; nil if nothing. What a sentence is about cannot be known, so that those who see
    /// a part only are told no problems.
    func visible(to rights: Rights) -> ProjectReport? {
        guard !rights.allows(.view, in: name, nil) else { return self }
        var part = self
        part.environments = environments.filter { rights.allows(.view, in: name, $0.name) }
        part.problems = []
        return part.environments.isEmpty ? nil : part
    }
}

extension Plan {
    /// What somebody with these rights may see of it.
    func visible(to rights: Rights, in project: ProjectName) -> Plan {
        guard !rights.allows(.view, in: project, nil) else { return self }
        return Plan(entries: entries.filter { rights.allows(.view, in: project, $0.environment) }, problems: [])
    }
}
