import Glibc
import Promotion

/// What the place that output goes to can show, and what the clock says there.
struct Terminal: Sendable {
    var hasColor = false
    /// Columns; nil where lines may be as long as they like, as in a pipe or a file.
    var width: Int?
    var now: Timestamp

    /// Standard output as it is now. Colour needs a terminal, and nobody who set `NO_COLOR` (https://no-color.org).
    static func standard(environment: [String: String]) -> Terminal {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let wanted = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
        var size = winsize()
        let columns = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 ? Int(size.ws_col) : 0
        return Terminal(
            hasColor: isTerminal && wanted, width: isTerminal ? max(columns == 0 ? 100 : columns, 60) : nil,
            now: .current)
    }

    /// `text` in the colours of `tone`, if there are colours.
    func paint(_ text: String, _ tone: Tone) -> String {
        guard hasColor, let code = tone.code, !text.isEmpty else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}

/// What a piece of text is, for choosing its colour.
enum Tone: Sendable {
    case plain
    case good
    case bad
    /// It waits, or deserves a look.
    case notable
    /// It is on its way.
    case active
    case faint
    case strong

    fileprivate var code: String? {
        switch self {
        case .plain: nil
        case .good: "32"
        case .bad: "31"
        case .notable: "33"
        case .active: "36"
        case .faint: "2"
        case .strong: "1"
        }
    }
}

extension RunStatus {
    var tone: Tone {
        switch self {
        case .succeeded: .good
        case .failed, .errored: .bad
        case .awaitingApproval, .blocked: .notable
        case .running: .active
        case .pending, .aborted, .superseded: .faint
        }
    }
}

extension Verdict {
    var tone: Tone {
        switch self {
        case .passed: .good
        case .failed: .bad
        case .inconclusive, .overridden: .notable
        case .skipped: .faint
        }
    }
}

extension Timestamp {
    static var current: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

/// Writes to standard output, unbuffered.
func writeOutput(_ text: String) { write(Array(text.utf8), to: STDOUT_FILENO) }

/// Writes to standard error.
func writeError(_ text: String) { write(Array(text.utf8), to: STDERR_FILENO) }

/// Writes all of `bytes`; what a reader that has gone would have read is lost.
func write(_ bytes: [UInt8], to file: Int32) {
    var done = 0
    while done < bytes.count {
        let count = bytes[done...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return }
        done += count
    }
}
