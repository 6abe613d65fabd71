/// A check of the pipeline's or the platform's own, run as a step in the environment: its exit code and a verdict file decide.
package struct CommandCheck: Hashable, Codable, Sendable {
    package var run: CommandLine
    /// Wall time in seconds.
    package var timeout: Int64
    /// How often a failed attempt is tried again; nil for never.
    package var retries: Int?

    package init(run: CommandLine, timeout: Int64 = 600, retries: Int = 0) {
        self.run = run
        self.timeout = timeout
        self.retries = retries == 0 ? nil : retries
    }
}
