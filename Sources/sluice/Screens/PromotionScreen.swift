import Promotion

/// What `sluice promote` and `sluice rollback` answer: one sentence, and of a dry run what was checked and what else would come of it.
enum PromotionScreen {
    static func lines(_ promotion: PromotionReport, _ terminal: Terminal) -> [String] {
        let isDry = promotion.dryRun == true
        let verb =
            switch (promotion.kind, isDry) {
            case (.gate, false), (.person, false): "is now champion of"
            case (.rollback, false): "is champion again of"
            case (.gate, true), (.person, true): "would become champion of"
            case (.rollback, true): "would become champion again of"
            }
        let replaced = promotion.replaced.map { ", in place of v\($0)" } ?? ", the first one"
        return [
            terminal.paint("\(promotion.model.rawValue.shown) v\(promotion.version)", .strong) + " \(verb) "
                + "\(promotion.environment)\(replaced)",
            terminal.paint("  by \(promotion.by.shown): \(promotion.reason.shown)", .faint),
        ] + (promotion.warning.map { ["  " + terminal.paint("! " + $0.shown, .bad)] } ?? [])
            + (isDry ? dryLines(promotion, terminal) : [])
    }

    private static func dryLines(_ promotion: PromotionReport, _ terminal: Terminal) -> [String] {
        let held = promotion.hold.map { hold in
            "  \(promotion.environment) would be held: \(hold.reason.shown); 'sluice resume --env "
                + "\(promotion.environment)' would end that"
        }
        return ["  every byte was checked and is as the gate saw it (\(promotion.artifactDigest.short))"]
            + (held.map { [$0] } ?? []) + [terminal.paint("  a dry run: nothing was stored", .faint)]
    }
}
