internal import Foundation
import Promotion

/// How long the environment before must have been successful.
enum SoakCheckShape {
    static var shape: Shape<GateCheck> {
        Shape<GateCheck>.record(
            "a soak check",
            Field(
                "soak", "How long it must have been successful in the environment before, such as 24h.",
                .duration(60...31_536_000)),
            CommonFields.severity, CommonFields.name
        ) { GateCheck(.soak(SoakCheck(seconds: $0)), severity: $1, name: $2) }
    }
}

/// When a promotion may happen.
enum WindowCheckShape {
    static var shape: Shape<GateCheck> {
        Shape<GateCheck>.record(
            "a window check", Field("window", "When a promotion may happen.", window), CommonFields.severity,
            CommonFields.name
        ) { GateCheck(.window($0), severity: $1, name: $2) }
    }

    private static var window: Shape<WindowCheck> {
        let spans = WindowSpanShape.spans
        return Shape<WindowCheck>.record(
            "a window",
            Field("inside", "Spans of which one must hold, such as Mon-Fri 09:00-17:00.", spans, or: []),
            Field("never", "Spans of which none may hold, such as Fri 16:00-Mon 08:00.", spans, or: []),
            Field("zone", "The time zone, such as Europe/Berlin. Default: UTC.", zone, or: "UTC")
        ) { WindowCheck(inside: $0, never: $1, zone: $2) }
        .checked { window, node, path, reading in
            reading.requireOne(of: ["inside", "never"], in: node, path)
            guard !window.inside.isEmpty || !window.never.isEmpty else { return }
            // 2000-01-01, before any date that a span can name: what has ever been open is no mistake.
            let start: Int64 = 10_957 * 1440
            if window.first(open: true, in: start..<window.horizon(from: start), looks: 100_000) == nil {
                reading.report(at: node.position, path: path, "the window never opens")
            }
        }
    }

    private static var zone: Shape<String> {
        Shape<String>.text("a time zone", longest: 64, pattern: "^[A-Za-z0-9_+/-]+$").parsed(placeholder: "UTC") {
            text, _ in
            guard text == "UTC" || TimeZone.knownTimeZoneIdentifiers.contains(text) else {
                let near = Spelling.nearest(to: text, in: TimeZone.knownTimeZoneIdentifiers)
                return .failure(
                    "\(text.quotedForMessage) is no time zone"
                        + (near.map { "; did you mean \($0.quotedForMessage)?" } ?? ""))
            }
            return .success(text)
        }
    }
}
