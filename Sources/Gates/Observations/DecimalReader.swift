/// Reads decimal numbers from bytes, correctly rounded.
///
/// Up to 19 digits with up to 19 of them behind the point become `digits / 10^k` by one exact division of 128 by 64 bits,
/// whose remainder decides the rounding; what is longer or has an exponent goes to the standard library's reader.
enum DecimalReader {
    /// Reads the number at `position` and moves behind it. Stops at the first byte that cannot belong to one.
    /// - Returns: nil, with `position` where it was, if there is no plain decimal number that the fast way can read.
    @inline(__always)
    static func plain(_ position: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Double? {
        var cursor = position
        var isNegative = false
        if cursor < end, cursor.pointee == UInt8(ascii: "-") {
            isNegative = true
            cursor += 1
        }
        var digits: UInt64 = 0
        let integer = cursor
        readDigits(&cursor, end: end, into: &digits)
        var count = cursor - integer
        var decimals = 0
        if cursor < end, cursor.pointee == UInt8(ascii: ".") {
            cursor += 1
            let fraction = cursor
            readDigits(&cursor, end: end, into: &digits)
            decimals = cursor - fraction
            count += decimals
        }
        guard count > 0, count <= 19 else { return nil }
        if cursor < end, cursor.pointee | 0x20 == UInt8(ascii: "e") { return nil }
        position = cursor
        let magnitude = quotient(digits, decimals: decimals)
        return isNegative ? -magnitude : magnitude
    }

    @inline(__always)
    private static func readDigits(
        _ cursor: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, into digits: inout UInt64
    ) {
        while cursor < end {
            let digit = cursor.pointee &- UInt8(ascii: "0")
            guard digit < 10 else { return }
            digits = digits &* 10 &+ UInt64(digit)
            cursor += 1
        }
    }

    /// `digits / 10^decimals`, rounded to nearest, ties to even.
    @inline(__always)
    private static func quotient(_ digits: UInt64, decimals: Int) -> Double {
        if decimals == 0 { return Double(digits) }
        if digits <= 1 << 53, decimals <= 22 { return Double(digits) / power(decimals) }
        return exactQuotient(digits, decimals: decimals)
    }

    @inline(never)
    private static func exactQuotient(_ digits: UInt64, decimals: Int) -> Double {
        var divisor: UInt64 = 1
        for _ in 0..<decimals { divisor &*= 10 }
        // Both with the highest bit set: the quotient of (digits, 0) by the divisor then has 64 or 65 bits, so the dividend is
        // halved, and what the shift or the division leaves behind only has to be known as zero or not.
        let shiftUp = digits.leadingZeroBitCount
        let shiftDivisor = divisor.leadingZeroBitCount
        let high = (digits << UInt64(shiftUp)) >> 1
        let low = (digits << UInt64(shiftUp)) << 63
        let (quotient, remainder) = (divisor << UInt64(shiftDivisor)).dividingFullWidth((high, low))
        // 63 or 64 bits of quotient: the lowest 10 or 11 are rounded away by hand, because a sticky bit stands for the rest.
        let sticky: UInt64 = remainder == 0 ? 0 : 1
        let surplus = UInt64(11 - quotient.leadingZeroBitCount)
        let half: UInt64 = 1 << (surplus - 1)
        var kept = quotient >> surplus
        let rest = quotient & ((1 << surplus) - 1)
        if rest > half || (rest == half && (sticky == 1 || kept & 1 == 1)) { kept += 1 }
        let exponent = Int(surplus) - 63 - shiftUp + shiftDivisor
        return Double(sign: .plus, exponent: exponent, significand: Double(kept))
    }

    /// Ten to the power of 0...22, each of which is a `Double` without rounding.
    @inline(__always)
    private static func power(_ exponent: Int) -> Double {
        switch exponent {
        case 1: 1e1
        case 2: 1e2
        case 3: 1e3
        case 4: 1e4
        case 5: 1e5
        case 6: 1e6
        case 7: 1e7
        case 8: 1e8
        case 9: 1e9
        case 10: 1e10
        case 11: 1e11
        case 12: 1e12
        case 13: 1e13
        case 14: 1e14
        case 15: 1e15
        case 16: 1e16
        case 17: 1e17
        case 18: 1e18
        case 19: 1e19
        default: 1
        }
    }

    /// Reads all of `field`, by the slow way if need be: exponents, NaN, infinities, spaces around, and the marks of a missing value.
    /// - Returns: nil if it is none of these.
    static func value(of field: UnsafeBufferPointer<UInt8>) -> Double? {
        guard let base = field.baseAddress else { return ObservationTable.missingNumber }
        var position = base
        let end = base + field.count
        if let value = plain(&position, end: end), position == end { return value }
        let text = String(decoding: field, as: UTF8.self).trimmingSpaces
        switch text.lowercased() {
        case "", "na", "n/a", "null", "none": return ObservationTable.missingNumber
        case "nan": return .nan
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        default: break
        }
        guard text.utf8.allSatisfy(isNumeric) else { return nil }
        return Double(text)
    }

    private static func isNumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): true
        default: false
        }
    }
}

extension String {
    /// The text without spaces and tabs at its ends.
    fileprivate var trimmingSpaces: String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
