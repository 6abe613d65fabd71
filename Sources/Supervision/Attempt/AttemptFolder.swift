/// The files by which a supervisor and the engine speak about one attempt of a step.
///
/// The folder has mode 0700. Whoever starts the attempt writes `specification`; all other files but `stop` are the
/// supervisor's, and it never changes `exit` once it is there.
package struct AttemptFolder: Hashable, Codable, Sendable {
    /// An absolute path; the attempt's unique name on this machine.
    package let path: String

    package init(_ path: String) { self.path = path }

    /// What to run.
    package var specification: String { path + "/specification" }
    /// Who supervises; there from before the step's start.
    package var handle: String { path + "/handle" }
    /// Output of the step, both streams as they came, raw bytes.
    package var log: String { path + "/log" }
    /// Monotonic milliseconds of the supervisor's last round.
    package var heartbeat: String { path + "/heartbeat" }
    /// A request to end the step; its text is the reason.
    package var stop: String { path + "/stop" }
    /// How it ended; there once nothing of the step runs any more.
    package var exit: String { path + "/exit" }

    /// Environment variable that marks every process of the attempt; its value is the folder's path.
    package static let marker = "SLUICE_ATTEMPT"
}
