import Engine
import Testing

/// Settings as they would stand in a home's `server.yaml`.
enum SettingsText {
    static func read(_ yaml: String) throws -> ServerSettings {
        try ServerSettings.read(yaml: Array(yaml.utf8), file: "server.yaml")
    }

    /// What is said of a text that cannot be used, a problem each.
    static func problems(_ yaml: String) throws -> [String] {
        let error = try #require(throws: HomeError.self) { _ = try read(yaml) }
        #expect(error.code == .invalidSettings)
        return error.message.split(separator: "\n").map(String.init)
    }
}
