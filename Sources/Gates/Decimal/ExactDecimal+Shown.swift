extension ExactDecimal {
    /// How the figures of one sentence are written: to four places, or to as many more as keep different figures different, and
    /// nothing that is not 0 from looking like it. `0.5934291581108829` and `0.4239261340826977` become `0.5934` and `0.4239`.
    static func shown(_ figures: [ExactDecimal]) -> [String] {
        for places in 4..<24 {
            let rounded = figures.map { $0.rounded(toPlaces: places) }
            let zerosAreTrue = zip(figures, rounded).allSatisfy { $0 == .zero || $1 != .zero }
            if zerosAreTrue, Set(rounded).count == Set(figures).count { return rounded.map(\.description) }
        }
        return figures.map(\.description)
    }

    /// The nearest number with so many digits behind the point, halves away from 0.
    func rounded(toPlaces places: Int) -> ExactDecimal {
        let surplus = -exponent - places
        guard surplus > 0 else { return self }
        guard surplus <= digits.count else { return .zero }
        var kept = Array(digits[surplus...])
        if digits[surplus - 1] >= 5 {
            var index = 0
            while index < kept.count, kept[index] == 9 {
                kept[index] = 0
                index += 1
            }
            if index < kept.count { kept[index] += 1 } else { kept.append(1) }
        }
        return ExactDecimal(digits: kept, exponent: -places, isNegative: isNegative)
    }
}
