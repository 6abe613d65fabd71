import Glibc

/// The file that says that the supervisor still goes round: monotonic milliseconds in 20 digits, written over in place, so that
/// a full disk does not stop it.
package struct Heartbeat: ~Copyable {
    private let file: Descriptor
    private var last: Int64 = 0
    private static let interval: Int64 = 1000

    init(_ folder: AttemptFolder) throws(SupervisionError) {
        file = try Descriptor(opening: folder.heartbeat, O_WRONLY | O_CREAT | O_NOFOLLOW)
        beat(at: Clock.monotonic)
    }

    /// Writes the time, at most once a second.
    mutating func beat(at now: Int64) {
        guard last == 0 || now - last >= Self.interval else { return }
        last = now
        let digits = String(now)
        var text = String(repeating: "0", count: max(0, 20 - digits.utf8.count)) + digits
        _ = text.withUTF8 { pwrite(file.number, $0.baseAddress, $0.count, 0) }
    }

    /// Milliseconds since the last beat of an attempt's supervisor; nil if there was none. Means nothing after the machine's restart.
    package static func age(in folder: AttemptFolder) -> Int64? {
        guard let text = try? SmallFile.text(folder.heartbeat, limit: 64), let beat = Int64(text) else { return nil }
        return max(0, Clock.monotonic - beat)
    }
}
