import Promotion

/// Two signatures beside each other.
struct SignatureComparison {
    private let candidate: ModelSignature
    private let champion: ModelSignature

    init(_ candidate: ModelSignature, _ champion: ModelSignature) {
        self.candidate = candidate
        self.champion = champion
    }

    /// The first thing that keeps the candidate from the champion's place; nil if nothing does.
    func problem(_ rule: SignatureRule) -> String? {
        switch rule {
        case .present: nil
        case .compatible: inputProblem ?? outputProblem
        case .equal: inputProblem ?? outputProblem ?? surplus
        }
    }

    /// Callers give what the champion takes: each of that must have a place, in its type, and nothing more may be needed.
    private var inputProblem: String? {
        for field in champion.inputs {
            guard let mine = candidate.inputs.first(where: { $0.name == field.name }) else {
                return "input \(Self.shown(field)) of the champion is none of the candidate's"
            }
            guard mine.type == field.type else {
                return "input \(Self.shown(field)) is \(mine.type), and the champion's is \(field.type)"
            }
            guard mine.isOptional || !field.isOptional else {
                return "input \(Self.shown(field)) is required, and the champion's may be left out"
            }
        }
        let known = Set(champion.inputs.map(\.name))
        guard let more = candidate.inputs.first(where: { !known.contains($0.name) && !$0.isOptional }) else {
            return nil
        }
        return "the candidate needs input \(Self.shown(more)), which callers of the champion do not give"
    }

    private var outputProblem: String? {
        guard let theirs = champion.outputs else { return nil }
        guard let mine = candidate.outputs else { return "the candidate's signature says nothing of its outputs" }
        for field in theirs {
            guard let own = mine.first(where: { $0.name == field.name }) else {
                return "output \(Self.shown(field)) of the champion is none of the candidate's"
            }
            guard own.type == field.type else {
                return "output \(Self.shown(field)) is \(own.type), and the champion's is \(field.type)"
            }
        }
        return nil
    }

    private var surplus: String? {
        if let field = candidate.inputs.first(where: { mine in !champion.inputs.contains { $0.name == mine.name } }) {
            return "input \(Self.shown(field)) is none of the champion's"
        }
        let theirs = champion.outputs ?? []
        guard let field = candidate.outputs?.first(where: { mine in !theirs.contains { $0.name == mine.name } }) else {
            return nil
        }
        return "output \(Self.shown(field)) is none of the champion's"
    }

    private static func shown(_ field: ModelSignature.Field) -> String {
        field.name.isEmpty ? "(unnamed)" : field.name.quotedForMessage
    }
}
