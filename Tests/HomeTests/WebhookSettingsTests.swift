import Engine
import Foundation
import Testing
import Webhooks

@Suite("Webhooks in the home folder")
struct WebhookSettingsTests {
    @Test func theSectionIsRead() throws {
        let yaml = """
            webhooks:
              allowPrivate: [Hooks.example.org, 10.0.0.0/8, "::1"]
              timeout: 3s
              attempts: 5
              giveUpAfter: 2h
            """
        let settings = try ServerSettings.read(yaml: Array(yaml.utf8), file: "server.yaml").webhooks
        let expected = ["hooks.example.org", "10.0.0.0/8", "::1/128"].compactMap { AllowedDestination($0) }
        #expect(expected.count == 3)
        #expect(
            settings
                == WebhookSettings(allowPrivate: expected, timeoutSeconds: 3, attempts: 5, giveUpSeconds: 7200))
        #expect(ServerSettings().webhooks.allowPrivate.isEmpty)
    }

    @Test func everyWrongEntryIsReported() throws {
        let yaml = """
            webhooks:
              allowPrivate: ["http://x", 10.0.0.1/8, 127.1]
              attempts: 0
              retries: 3
            """
        let error = try #require(throws: HomeError.self) {
            _ = try ServerSettings.read(yaml: Array(yaml.utf8), file: "server.yaml")
        }
        let problems = error.message.split(separator: "\n")
        #expect(problems.count == 5)
        #expect(problems.contains { $0.contains("webhooks.allowPrivate[1]: found '10.0.0.1/8', expected a host name") })
        #expect(problems.contains { $0.contains("webhooks: found 'retries', allowed are allowPrivate,") })
    }

    @Test func theKeyIsMadeOnceAndForItsOwnerOnly() throws {
        let temporary = try TemporaryHome()
        try temporary.home.create()
        let key = try temporary.home.webhookKey()
        #expect(key.count == 32)
        #expect(try temporary.home.webhookKey() == key)
        let path = temporary.home.path + "/webhook.key"
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: HomeError.self) { _ = try temporary.home.webhookKey() }
        #expect(error?.message.contains("webhook.key' is damaged") == true)
    }
}
