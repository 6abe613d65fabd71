import Logging
import Promotion

/// The server's log: one line for each entry on standard error, with the time, without control characters.
struct ServerLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let facts = metadata.merging(event.metadata ?? [:]) { _, new in new }.sorted { $0.key < $1.key }
        let details = facts.map { " \($0.key)=\("\($0.value)".shown)" }.joined()
        writeError("\(Figures.time(.current)) \(event.level) \("\(event.message)".shown)\(details)\n")
    }
}
