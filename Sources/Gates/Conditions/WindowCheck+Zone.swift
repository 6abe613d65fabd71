package import Promotion

extension WindowCheck {
    /// Whether a promotion may happen at an instant.
    package func isOpen(at instant: Timestamp, in zone: ZoneOffsets) -> Bool {
        isOpen(at: LocalMinute(instant, zone).number)
    }

    /// When a promotion next may happen, or if it may now, next may not; nil if that stays as it is. `zone` reaches to
    /// `searchEnd(from: now)`.
    package func nextChange(after now: Timestamp, in zone: ZoneOffsets) -> Timestamp? {
        let wanted = !isOpen(at: now, in: zone)
        // While the difference from UTC is one and the same, the clock goes minute by minute; a change begins anew elsewhere.
        for stretch in zone.stretches(from: now, to: searchEnd(from: now)) {
            let offset = Int64(stretch.seconds) * 1000
            let first = (stretch.start.milliseconds + offset).dividedDown(by: 60_000)
            let end = (stretch.end.milliseconds + offset - 1).dividedDown(by: 60_000) + 1
            guard first < end, let minute = self.first(open: wanted, in: first..<end) else { continue }
            return max(stretch.start, Timestamp(milliseconds: minute * 60_000 - offset))
        }
        return nil
    }

    /// How far the differences of the zone from UTC must be known for the next change after `now`.
    package func searchEnd(from now: Timestamp) -> Timestamp {
        Timestamp(milliseconds: horizon(from: now.milliseconds.dividedDown(by: 60_000)) * 60_000)
    }
}
