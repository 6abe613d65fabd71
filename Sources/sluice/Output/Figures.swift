import Promotion

/// How values are written for people.
enum Figures {
    /// At most four decimals, no zeros at the end; very small and very large numbers as they are.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity" }
        let size = abs(value)
        if value == value.rounded(), size < 1e15 { return grouped(Int64(value)) }
        guard size >= 0.001, size < 1e9 else { return "\(value)" }
        let scaled = Int64((size * 10_000).rounded())
        let decimals = String(scaled % 10_000)
        var text = "\(scaled / 10_000)." + String(repeating: "0", count: 4 - decimals.count) + decimals
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return (value < 0 ? "-" : "") + text
    }

    /// `7,043`
    static func grouped(_ value: Int64) -> String {
        var digits = String(value.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }

    /// `512 B`, `1.4 MiB`
    static func bytes(_ count: Int64) -> String {
        let units = ["KiB", "MiB", "GiB", "TiB"]
        var value = Double(count)
        guard value >= 1024 else { return "\(count) B" }
        var unit = -1
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        let tenths = Int64((value * 10).rounded())
        return tenths % 10 == 0 || tenths >= 1000
            ? "\((tenths + 5) / 10) \(units[unit])" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }

    /// `45 ms`, `3.2 s`, `4 min 05 s`, `2 h 10 min`
    static func duration(_ milliseconds: Int64) -> String {
        let milliseconds = max(milliseconds, 0)
        let seconds = milliseconds / 1000
        switch seconds {
        case 0: return "\(milliseconds) ms"
        case ..<60: return "\(seconds).\(milliseconds % 1000 / 100) s"
        case ..<3600: return "\(seconds / 60) min \(twoDigits(seconds % 60)) s"
        default: return "\(seconds / 3600) h \(twoDigits(seconds % 3600 / 60)) min"
        }
    }

    /// `just now`, `40 s ago`, `3 min ago`, `5 h ago`, `2 days ago`
    static func ago(_ time: Timestamp, now: Timestamp) -> String {
        let seconds = (now.milliseconds - time.milliseconds) / 1000
        switch seconds {
        case ..<5: return "just now"
        case ..<60: return "\(seconds) s ago"
        case ..<3600: return "\(seconds / 60) min ago"
        case ..<(48 * 3600): return "\(seconds / 3600) h ago"
        default: return "\(seconds / 86_400) days ago"
        }
    }

    /// `2026-11-21 02:15:01Z`, by the days-from-civil rule of Howard Hinnant's `chrono` algorithms.
    static func time(_ time: Timestamp) -> String {
        let seconds = time.milliseconds.quotientRoundedDown(1000)
        let days = seconds.quotientRoundedDown(86_400)
        let second = seconds - days * 86_400
        let shifted = days + 719_468
        let era = shifted.quotientRoundedDown(146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(year)-\(twoDigits(month))-\(twoDigits(day)) "
            + "\(twoDigits(second / 3600)):\(twoDigits(second % 3600 / 60)):\(twoDigits(second % 60))Z"
    }

    private static func twoDigits(_ value: Int64) -> String { value < 10 ? "0\(value)" : String(value) }
}

extension Int64 {
    fileprivate func quotientRoundedDown(_ divisor: Int64) -> Int64 {
        self / divisor - (self % divisor < 0 ? 1 : 0)
    }
}

extension String {
    /// The text on one line and without characters that could rewrite the terminal: what commits and steps say is not ours.
    var shown: String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator:
                text += scalar == "\n" || scalar == "\t" ? " " : "\\u{\(String(scalar.value, radix: 16))}"
            case .format, .surrogate, .privateUse, .unassigned: text += "\\u{\(String(scalar.value, radix: 16))}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// At most `count` characters.
    func shortened(to count: Int) -> String { self.count <= count ? self : prefix(count - 1) + "…" }
}
