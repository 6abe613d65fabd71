import Glibc
import MLflowImport
import Promotion
import Synchronization

/// How far an import is: one line of a terminal that changes, or else a line every few seconds. On standard error.
final class ProgressLine: Sendable {
    private struct State {
        var phase = ""
        var shownAt: ContinuousClock.Instant?
        var isShown = false
    }

    private let state = Mutex(State())
    private let isTerminal = isatty(STDERR_FILENO) == 1

    func show(_ progress: ImportProgress) {
        state.withLock { state in
            let pause: Duration = isTerminal ? .milliseconds(100) : .seconds(5)
            let isDue = state.shownAt.map { ContinuousClock.now - $0 >= pause } ?? true
            guard isDue || (!isTerminal && state.phase != progress.phase) else { return }
            state.phase = progress.phase
            state.shownAt = .now
            state.isShown = true
            let text = Self.text(progress)
            writeError(isTerminal ? "\r\u{1B}[K" + text.prefix(Self.width - 1) : text + "\n")
        }
    }

    /// Takes the line away; what is written next begins at the left.
    func end() {
        state.withLock { state in
            if isTerminal, state.isShown { writeError("\r\u{1B}[K") }
            state.isShown = false
        }
    }

    private static func text(_ progress: ImportProgress) -> String {
        func done(_ kind: ImportKind) -> Int64 {
            let count = progress.outcome.counts[kind.rawValue] ?? ImportCount()
            return Int64(count.new + count.updated + count.unchanged)
        }
        var parts = [progress.phase.shown]
        if done(.run) > 0 { parts.append("\(Figures.grouped(done(.run))) runs") }
        if let values = progress.outcome.counts[ImportKind.metric.rawValue]?.found {
            parts.append("\(Figures.grouped(Int64(values))) values of metrics")
        }
        if done(.file) > 0 {
            parts.append("\(Figures.grouped(done(.file))) files, \(Figures.bytes(progress.outcome.bytes))")
        }
        if progress.outcome.problemCount > 0 { parts.append("\(progress.outcome.problemCount) problems") }
        return parts.joined(separator: ", ")
    }

    private static var width: Int {
        var size = winsize()
        let columns = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 ? Int(size.ws_col) : 0
        return columns > 20 ? columns : 80
    }
}
