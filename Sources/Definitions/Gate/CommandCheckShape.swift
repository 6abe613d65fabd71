import Promotion

/// A check of the pipeline's or the platform's own.
enum CommandCheckShape {
    static var shape: Shape<GateCheck> {
        Shape<GateCheck>.record(
            "a command check",
            Field("command", "A command that is run as a step; it exits with 0 if the candidate passes.", .command),
            Field("timeout", "Wall time. Default: 10m.", .duration(1...86_400), or: 600),
            Field("retries", "How often a failed attempt is tried again. Default: 0.", .integer(0...10), or: 0),
            CommonFields.severity, CommonFields.name
        ) { GateCheck(.command(CommandCheck(run: $0, timeout: $1, retries: $2)), severity: $3, name: $4) }
    }
}
