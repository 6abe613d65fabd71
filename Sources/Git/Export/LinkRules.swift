import Promotion

/// Which symbolic links of a tree may be written: those that stay inside it however they are followed.
///
/// A target is followed part by part through the other links of the tree, as the system would. Reading it as text is not enough:
/// with `sub/up -> ..`, the target `sub/up/..` looks like `sub` and leads out.
struct LinkRules {
    private static let mostHops = 40
    private static let deepest = 256
    /// Parts followed for all links of a tree together, so that links through links cannot take for ever.
    private static let mostSteps = 1_000_000

    private var targets: [String: String] = [:]
    private var folders: Set<String> = []
    private var steps = 0

    /// What is wrong with the first bad link, or nil if all are fine.
    static func problem(in entries: [ExportPlan.Entry]) -> String? {
        var rules = LinkRules()
        rules.collect(entries, at: "")
        return rules.firstProblem()
    }

    private mutating func firstProblem() -> String? {
        for (path, target) in targets.sorted(by: { $0.key < $1.key }) {
            // Where case does not count, one entry would be written through the other.
            guard !folders.contains(path.lowercased()) else {
                return "link \(path.quotedForMessage) has the name of a folder, but for upper and lower case"
            }
            guard !target.hasPrefix("/") else {
                return "link \(path.quotedForMessage) leads to an absolute path, \(target.quotedForMessage)"
            }
            if let reason = problem(following: target, from: path) {
                return "link \(path.quotedForMessage) to \(target.quotedForMessage) \(reason)"
            }
        }
        return nil
    }

    private mutating func collect(_ entries: [ExportPlan.Entry], at path: String) {
        for entry in entries {
            switch entry.node {
            case .file: break
            case .link(let target): targets[path + entry.name] = target
            case .folder(let children):
                folders.insert((path + entry.name).lowercased())
                collect(children, at: path + entry.name + "/")
            }
        }
    }

    private mutating func problem(following target: String, from link: String) -> String? {
        var here = link.split(separator: "/").dropLast().map(String.init)
        var ahead = Self.reversedParts(of: target)
        var hops = 0
        while let part = ahead.popLast() {
            steps += 1
            guard steps <= Self.mostSteps, here.count <= Self.deepest else { return "takes too long to follow" }
            if part == ".." {
                guard !here.isEmpty else { return "leads out of the tree" }
                here.removeLast()
            } else if let next = targets[(here + [part]).joined(separator: "/")] {
                hops += 1
                guard hops < Self.mostHops else { return "leads in a circle" }
                guard !next.hasPrefix("/") else { return "leads out of the tree" }
                ahead += Self.reversedParts(of: next)
            } else {
                here.append(part)
            }
        }
        return nil
    }

    private static func reversedParts(of target: String) -> [String] {
        target.split(separator: "/").map(String.init).filter { $0 != "." }.reversed()
    }
}
