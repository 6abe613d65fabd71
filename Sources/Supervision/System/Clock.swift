import CLinux
import Glibc

/// Readings of the machine's clocks in milliseconds.
package enum Clock {
    /// Time since the machine started, without the time it slept: for durations and deadlines.
    package static var monotonic: Int64 { milliseconds(of: CLOCK_MONOTONIC) }

    /// Time since 1970-01-01T00:00:00Z, which people may set back.
    package static var wall: Int64 { milliseconds(of: CLOCK_REALTIME) }

    private static func milliseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
