import Engine
import Foundation
import Testing

@Suite("Alarms in server.yaml")
struct AlarmSettingsTests {
    @Test func `the section is read, and there are no alarms without it`() throws {
        let settings = try SettingsText.read(
            "alarms: {url: 'https://pager.example.org/a?b=c', secretFile: /etc/sluice/alarm}")
        #expect(
            settings.alarms
                == AlarmSettings(url: "https://pager.example.org/a?b=c", secretFile: "/etc/sluice/alarm"))
        #expect(try SettingsText.read("").alarms == nil)
    }

    @Test func `what is missing or wrong is reported`() throws {
        #expect(
            try SettingsText.problems("alarms: {url: 'https://pager.example.org'}").first?.contains(
                "'secretFile' is missing")
                == true)
        #expect(try SettingsText.problems("alarms: {secretFile: /etc/a}").first?.contains("'url' is missing") == true)
        let wrong = try SettingsText.problems("alarms: {url: 'ftp://pager.example.org', secretFile: alarm, to: me}")
        #expect(wrong.count == 3)
        #expect(wrong.contains { $0.contains("alarms: found 'to', allowed are url, secretFile") })
        #expect(wrong.contains { $0.contains("alarms.url: Invalid webhook URL scheme: 'ftp'") })
        #expect(wrong.contains { $0.contains("alarms.secretFile: found 'alarm', expected an absolute path") })
    }

    @Test(
        "S-15: an alarm goes to what is not public, or without TLS, only if the settings of webhooks allow it",
        arguments: ["https://10.0.0.7/", "https://127.0.0.1:9/", "https://[::1]/", "http://10.0.0.7/"])
    func privatePlaces(url: String) throws {
        let alarms = "alarms: {url: '\(url)', secretFile: /etc/sluice/alarm}"
        #expect(try SettingsText.problems(alarms).count == 1)
        #expect(try SettingsText.problems("webhooks: {allowPrivate: [192.168.0.0/16]}\n\(alarms)").count == 1)
        let allowed = try SettingsText.read("\(alarms)\nwebhooks: {allowPrivate: [10.0.0.0/8, 127.0.0.0/8, '::1']}")
        #expect(allowed.alarms?.url == url)
        #expect(try SettingsText.problems("alarms: {url: 'http://pager.example.org/', secretFile: /etc/a}").count == 1)
    }

    @Test func `the secret is the text of the file, and a server without it is told so`() throws {
        let temporary = try TemporaryHome()
        try temporary.home.create()
        let settings = AlarmSettings(
            url: "https://pager.example.org", secretFile: temporary.home.path + "/alarm.secret")
        let error = #expect(throws: HomeError.self) { _ = try settings.secret() }
        #expect(error?.message.contains("alarm.secret', which 'alarms.secretFile' in server.yaml names") == true)
        try Data(" \n".utf8).write(to: URL(fileURLWithPath: settings.secretFile))
        #expect(throws: HomeError.self) { _ = try settings.secret() }
        try Data("s3cret\n".utf8).write(to: URL(fileURLWithPath: settings.secretFile))
        #expect(try settings.secret() == "s3cret")
    }
}
