import Foundation
import Gates
import Promotion

extension ZoneOffsets {
    /// A zone by its name in the system's database, from a day before `start` to `end`; nil if there is none of that name.
    init?(_ name: String, from start: Timestamp, to end: Timestamp) {
        if name == "UTC" {
            self = .utc
            return
        }
        guard let zone = TimeZone(identifier: name) else { return nil }
        let day: Int64 = 86_400_000
        var start = Date(timeIntervalSince1970: Double(start.milliseconds - day) / 1000)
        let end = Date(timeIntervalSince1970: Double(end.milliseconds) / 1000)
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

extension GatePolicy {
    /// The time zones of the windows, for as long as their next openings are looked for; without those that are not known here.
    func zoneOffsets(at now: Timestamp) -> [String: ZoneOffsets] {
        var ends: [String: Timestamp] = [:]
        for window in windows { ends[window.zone] = max(ends[window.zone] ?? now, window.searchEnd(from: now)) }
        return ends.reduce(into: [:]) { $0[$1.key] = ZoneOffsets($1.key, from: now, to: $1.value) }
    }
}
