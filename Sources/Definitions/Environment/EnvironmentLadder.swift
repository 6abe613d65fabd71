import Promotion

/// The environments of a project together: their order, and what must hold between them.
struct EnvironmentLadder {
    /// Bounds the comparison of patterns, which takes patterns² × pattern².
    static let mostEnvironments = 50
    static let mostComparisonWork = 1_000_000

    struct Member {
        let environment: Environment
        let source: SourceMap
    }

    private let members: [Member]
    /// Whether every file could be read; if not, an unknown name may be in one that could not.
    private let isComplete: Bool

    init(_ members: [Member], isComplete: Bool) {
        self.members = members
        self.isComplete = isComplete && !members.contains { $0.environment.name.isPlaceholder }
    }

    /// Each after the one it promotes from; otherwise as given. Members of a circle come last.
    var order: [Environment] {
        var waiting = members.map(\.environment)
        let names = Set(waiting.map(\.name))
        var placed: Set<EnvironmentName> = []
        var order: [Environment] = []
        while let next = waiting.firstIndex(where: { environment in
            environment.promotesFrom.map { placed.contains($0) || !names.contains($0) } ?? true
        }) {
            placed.insert(waiting[next].name)
            order.append(waiting.remove(at: next))
        }
        return order + waiting
    }

    var problems: [Diagnostic] {
        guard members.count <= Self.mostEnvironments else {
            return [
                members[Self.mostEnvironments].source.diagnostic(
                    at: "", "a project has at most \(Self.mostEnvironments) environments; there are \(members.count)")
            ]
        }
        return duplicates + brokenRungs + circles + sharedBranches
    }

    private var duplicates: [Diagnostic] {
        var files: [EnvironmentName: String] = [:]
        return members.compactMap { member in
            let name = member.environment.name
            guard !name.isPlaceholder else { return nil }
            guard let earlier = files[name] else {
                files[name] = member.source.file
                return nil
            }
            return member.source.diagnostic(
                at: "metadata.name", found: name.rawValue,
                "environment \(name.quoted) is defined in \(earlier.safeForMessage) already; names are unique")
        }
    }

    private var brokenRungs: [Diagnostic] {
        let names = members.map(\.environment.name)
        return members.compactMap { member in
            guard let below = member.environment.promotesFrom, !below.isPlaceholder else { return nil }
            if below == member.environment.name {
                return member.source.diagnostic(
                    at: "spec.promotesFrom", found: below.rawValue, "environment \(below.quoted) promotes from itself")
            }
            guard isComplete, !names.contains(below) else { return nil }
            let others = names.filter { $0 != member.environment.name }.map(\.rawValue)
            return member.source.diagnostic(
                at: "spec.promotesFrom", found: below.rawValue, "there is no environment \(below.quoted)",
                allowed: others,
                suggestion: Spelling.nearest(to: below.rawValue, in: others))
        }
    }

    private var circles: [Diagnostic] {
        let below = Dictionary(members.map { ($0.environment.name, $0.environment.promotesFrom) }) { first, _ in first }
        var reported: Set<EnvironmentName> = []
        return members.compactMap { member in
            var path = [member.environment.name]
            while let last = path.last, let next = below[last] ?? nil {
                if next == path[0], path.count > 1 {
                    guard reported.isDisjoint(with: path) else { return nil }
                    reported.formUnion(path)
                    let shown = (path + [next]).map(\.rawValue).joined(separator: " → ")
                    return member.source.diagnostic(
                        at: "spec.promotesFrom", found: shown,
                        "the environments promote from each other in a circle: \(shown)")
                }
                guard !path.contains(next) else { return nil }
                path.append(next)
            }
            return nil
        }
    }

    /// A push must be meant for one environment.
    private var sharedBranches: [Diagnostic] {
        var found: [Diagnostic] = []
        var work = Self.mostComparisonWork
        for (index, member) in members.enumerated() {
            for (position, pattern) in member.environment.branches.enumerated() where pattern != .unread {
                for other in members[..<index] {
                    for (otherPosition, otherPattern) in other.environment.branches.enumerated()
                    where otherPattern != .unread {
                        let path = "spec.branches[\(position)]"
                        guard work > 0, found.count < Reading.mostDiagnostics else {
                            return found + [
                                member.source.diagnostic(at: path, "there are too many branch patterns to compare")
                            ]
                        }
                        guard let shared = pattern.reference(sharedWith: otherPattern, work: &work) else { continue }
                        let place =
                            other.source.position(of: "spec.branches[\(otherPosition)]").map { ":\($0.line)" } ?? ""
                        found.append(
                            member.source.diagnostic(
                                at: path, found: pattern.description,
                                "\(pattern.description.quotedForMessage) and \(otherPattern.description.quotedForMessage) of environment "
                                    + "\(other.environment.name.quoted) (\(other.source.file.safeForMessage)\(place)) both claim "
                                    + "\(shared.quotedForMessage); a branch belongs to one environment"))
                    }
                }
            }
        }
        return found
    }
}
