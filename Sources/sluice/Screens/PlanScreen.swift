import Promotion

/// `sluice plan`: what the next reconciliation would do, and what is not met.
enum PlanScreen {
    static func lines(_ project: ProjectName, _ plan: Plan, _ terminal: Terminal) -> [String] {
        let changes = plan.changes.count
        let summary = changes == 0 ? "nothing to do" : changes == 1 ? "1 change" : "\(changes) changes"
        var lines = [terminal.paint(project.rawValue, .strong) + ": " + summary]
        lines += plan.problems.map { "  " + terminal.paint("! " + $0.shown, .bad) }
        guard !plan.entries.isEmpty else { return lines + ["  no branch that an environment claims has been seen yet"] }
        var table = Table(["", "ENVIRONMENT", "BRANCH", "COMMIT", "RUN", "NEXT", "BECAUSE"])
        for entry in plan.entries {
            let (mark, words, tone) = meaning(of: entry)
            table.add([
                .init(mark, tone), .init(entry.environment.rawValue), .init(entry.ref.shown), .init(entry.commit.short),
                .init(entry.run?.rawValue ?? "-"), .init(words, tone), .init(entry.conditions.joined(separator: "; ")),
            ])
        }
        return lines + table.lines(terminal, indent: 2) + lacks(plan, terminal)
    }

    /// What the promotions lack that the plan leads to.
    private static func lacks(_ plan: Plan, _ terminal: Terminal) -> [String] {
        var table = Table(["ENVIRONMENT", "RUN", "LACKS", "UNTIL", "BECAUSE"])
        for entry in plan.entries {
            for condition in entry.lacks ?? [] {
                table.add([
                    .init(entry.environment.rawValue), .init(entry.run?.rawValue ?? entry.ref.shown),
                    .init(condition.kind.rawValue, .notable), .init(condition.until.map(Figures.time) ?? ""),
                    .init(condition.sentence),
                ])
            }
        }
        return RunScreen.section("Promotions still lack", table, terminal)
    }

    private static func meaning(of entry: PlanEntry) -> (mark: String, words: String, tone: Tone) {
        let isMet = entry.conditions.isEmpty
        return switch entry.decision {
        case .create: isMet ? ("+", "start a run", .good) : ("+", "make a run, blocked", .notable)
        case .begin: ("▸", "begin", .good)
        case .block: ("■", "block", .notable)
        case .unblock: ("▸", "unblock", .good)
        case .supersede: ("×", "supersede", .faint)
        case .release: ("▸", "go on, no longer held", .good)
        case .wait: ("…", "wait", .faint)
        case .none: isMet ? ("", "nothing", .faint) : ("■", "still blocked", .notable)
        }
    }
}
