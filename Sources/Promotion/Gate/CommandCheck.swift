/// A check of the pipeline's or the platform's own, run as a step in the environment: its exit code and a verdict file decide.
package struct CommandCheck: Hashable, Codable, Sendable {
    package var run: CommandLine
    /// Wall time in seconds.
    package var timeout: Int64

    package init(run: CommandLine, timeout: Int64 = 600) {
        self.run = run
        self.timeout = timeout
    }
}
