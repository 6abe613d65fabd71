package import Promotion

/// The differences of a time zone from UTC around an instant. Whoever gathers evidence reads them from the system's time zones.
package struct ZoneOffsets: Hashable, Sendable {
    /// A stretch of time with one difference.
    package struct Period: Hashable, Sendable {
        package var start: Timestamp
        /// Seconds to add to UTC.
        package var seconds: Int

        package init(start: Timestamp, seconds: Int) {
            self.start = start
            self.seconds = seconds
        }
    }

    /// Ascending; the first holds for all time before it as well. Should reach as far as a window looks for its next opening.
    package var periods: [Period]

    package init(periods: [Period]) { self.periods = periods }

    /// Coordinated universal time.
    package static let utc = ZoneOffsets(periods: [Period(start: Timestamp(milliseconds: 0), seconds: 0)])

    /// The seconds to add to UTC at an instant.
    package func seconds(at instant: Timestamp) -> Int {
        (periods.last { $0.start <= instant } ?? periods.first)?.seconds ?? 0
    }

    /// The parts of a time with one difference each, in order.
    func stretches(from start: Timestamp, to end: Timestamp) -> [(start: Timestamp, end: Timestamp, seconds: Int)] {
        let changes = periods.map(\.start).filter { start < $0 && $0 < end }
        return zip([start] + changes, changes + [end]).map { ($0, $1, seconds(at: $0)) }
    }
}
