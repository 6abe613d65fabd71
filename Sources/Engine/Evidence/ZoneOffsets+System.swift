import Foundation
import Gates
import Promotion

extension ZoneOffsets {
    /// How far ahead the next opening of a window is looked for: a week, and what a change of the clocks may add.
    private static let daysAhead: Int64 = 9

    /// A zone by its name in the system's database, around an instant; nil if there is none of that name.
    init?(_ name: String, around instant: Timestamp) {
        if name == "UTC" {
            self = .utc
            return
        }
        guard let zone = TimeZone(identifier: name) else { return nil }
        let day: Int64 = 86_400_000
        var start = Date(timeIntervalSince1970: Double(instant.milliseconds - day) / 1000)
        let end = Date(timeIntervalSince1970: Double(instant.milliseconds + Self.daysAhead * day) / 1000)
        var periods: [Period] = []
        while start < end {
            periods.append(
                Period(
                    start: Timestamp(milliseconds: Int64(start.timeIntervalSince1970 * 1000)),
                    seconds: zone.secondsFromGMT(for: start)))
            guard let next = zone.nextDaylightSavingTimeTransition(after: start), next > start else { break }
            start = next
        }
        self.init(periods: periods)
    }
}
