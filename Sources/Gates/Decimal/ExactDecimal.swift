/// A decimal number of any length: what a person means who writes a figure.
///
/// A `Double` becomes its shortest text that reads back as the same `Double`, so `0.05` is five hundredths and not
/// 0.05000000000000000277. Sums and products of such numbers are exact; that is all a gate needs, so there is no division.
struct ExactDecimal: Hashable, Sendable {
    /// Decimal digits, the least significant first, without a leading zero; empty for 0.
    let digits: [UInt8]
    /// The power of ten that the first of `digits` counts.
    let exponent: Int
    let isNegative: Bool

    static let zero = ExactDecimal(digits: [], exponent: 0, isNegative: false)

    /// Brings a number into its only form: no zeros at either end.
    init(digits: [UInt8], exponent: Int, isNegative: Bool) {
        let low = digits.firstIndex { $0 != 0 } ?? digits.count
        let high = digits.lastIndex { $0 != 0 } ?? -1
        guard low <= high else {
            self.digits = []
            self.exponent = 0
            self.isNegative = false
            return
        }
        self.digits = Array(digits[low...high])
        self.exponent = exponent + low
        self.isNegative = isNegative
    }

    /// - Returns: nil for NaN and the infinities.
    init?(_ value: Double) {
        guard value.isFinite else { return nil }
        let text = value.magnitude.description
        let halves = text.split(separator: "e")
        let parts = halves[0].split(separator: ".")
        let fraction = parts.count > 1 ? parts[1] : ""
        let power = halves.count > 1 ? Int(halves[1]) ?? 0 : 0
        let digits = (parts[0] + fraction).utf8.map { $0 - UInt8(ascii: "0") }
        self.init(
            digits: digits.reversed(), exponent: power - fraction.utf8.count, isNegative: value.sign == .minus)
    }

    var magnitude: ExactDecimal { ExactDecimal(digits: digits, exponent: exponent, isNegative: false) }

    /// The nearest `Double`, for records that keep figures so.
    var approximation: Double { Double("\(isNegative ? "-" : "")\(digitText)e\(exponent)") ?? 0 }

    private var digitText: String {
        digits.isEmpty ? "0" : String(decoding: digits.reversed().map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
    }
}

extension ExactDecimal: CustomStringConvertible {
    /// Plain notation up to 25 places, else scientific: `0.0288`, `1000`, `1.5e-40`.
    var description: String {
        let sign = isNegative ? "-" : ""
        let text = digitText
        let places = -exponent
        if exponent >= 0, text.count + exponent <= 25 { return sign + text + String(repeating: "0", count: exponent) }
        guard places > 0, places <= 25, text.count <= 40 else {
            let rest = text.dropFirst()
            return "\(sign)\(text.prefix(1))\(rest.isEmpty ? "" : ".")\(rest)e\(exponent + text.count - 1)"
        }
        let padded = String(repeating: "0", count: max(0, places + 1 - text.count)) + text
        return "\(sign)\(padded.dropLast(places)).\(padded.suffix(places))"
    }
}
