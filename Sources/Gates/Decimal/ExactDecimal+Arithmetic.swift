extension ExactDecimal: Comparable {
    static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        guard left.isNegative == right.isNegative else { return left.isNegative }
        return left.isNegative ? isSmaller(right, than: left) : isSmaller(left, than: right)
    }

    static prefix func - (value: ExactDecimal) -> ExactDecimal {
        ExactDecimal(digits: value.digits, exponent: value.exponent, isNegative: !value.isNegative)
    }

    static func - (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal { left + -right }

    static func + (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
        let exponent = min(left.exponent, right.exponent)
        let leftDigits = left.digits(countedFrom: exponent)
        let rightDigits = right.digits(countedFrom: exponent)
        if left.isNegative == right.isNegative {
            let sum = add(leftDigits, rightDigits)
            return ExactDecimal(digits: sum, exponent: exponent, isNegative: left.isNegative)
        }
        let leftIsSmaller = isSmaller(left, than: right)
        let difference =
            leftIsSmaller ? subtract(leftDigits, from: rightDigits) : subtract(rightDigits, from: leftDigits)
        return ExactDecimal(
            digits: difference, exponent: exponent, isNegative: leftIsSmaller ? right.isNegative : left.isNegative)
    }

    static func * (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
        var product = Array(repeating: 0, count: left.digits.count + right.digits.count)
        for (low, digit) in left.digits.enumerated() {
            for (high, other) in right.digits.enumerated() { product[low + high] += Int(digit) * Int(other) }
        }
        for index in product.indices.dropLast() {
            product[index + 1] += product[index] / 10
            product[index] %= 10
        }
        return ExactDecimal(
            digits: product.map { UInt8($0) }, exponent: left.exponent + right.exponent,
            isNegative: left.isNegative != right.isNegative)
    }

    /// Compares magnitudes; signs do not count.
    private static func isSmaller(_ left: ExactDecimal, than right: ExactDecimal) -> Bool {
        let exponent = min(left.exponent, right.exponent)
        let leftDigits = left.digits(countedFrom: exponent)
        let rightDigits = right.digits(countedFrom: exponent)
        guard leftDigits.count == rightDigits.count else { return leftDigits.count < rightDigits.count }
        return leftDigits.reversed().lexicographicallyPrecedes(rightDigits.reversed())
    }

    /// The digits with zeros appended below; 0 stays empty. At most about 650, the span of `Double`.
    private func digits(countedFrom lowest: Int) -> [UInt8] {
        digits.isEmpty ? [] : Array(repeating: 0, count: exponent - lowest) + digits
    }

    private static func add(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var sum: [UInt8] = []
        var carry: UInt8 = 0
        for index in 0..<max(left.count, right.count) {
            let column = (index < left.count ? left[index] : 0) + (index < right.count ? right[index] : 0) + carry
            sum.append(column % 10)
            carry = column / 10
        }
        return sum + [carry]
    }

    /// `smaller` may not be the larger one.
    private static func subtract(_ smaller: [UInt8], from larger: [UInt8]) -> [UInt8] {
        var difference: [UInt8] = []
        var borrowed: UInt8 = 0
        for index in larger.indices {
            let taken = (index < smaller.count ? smaller[index] : 0) + borrowed
            borrowed = larger[index] < taken ? 1 : 0
            difference.append(larger[index] + borrowed * 10 - taken)
        }
        return difference
    }
}
