import Promotion

/// What `sluice promote` and `sluice rollback` answer: one sentence.
enum PromotionScreen {
    static func lines(_ promotion: PromotionReport, _ terminal: Terminal) -> [String] {
        let verb =
            switch promotion.kind {
            case .gate, .person: "is now champion of"
            case .rollback: "is champion again of"
            }
        let replaced = promotion.replaced.map { ", in place of v\($0)" } ?? ", the first one"
        return [
            terminal.paint("\(promotion.model.rawValue.shown) v\(promotion.version)", .strong) + " \(verb) "
                + "\(promotion.environment)\(replaced)",
            terminal.paint("  by \(promotion.by.shown): \(promotion.reason.shown)", .faint),
        ] + (promotion.warning.map { ["  " + terminal.paint("! " + $0.shown, .bad)] } ?? [])
    }
}
