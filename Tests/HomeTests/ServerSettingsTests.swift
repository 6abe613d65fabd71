import Engine
import Foundation
import Testing

struct ServerSettingsTests {
    @Test func withoutAFileTheDefaultsHold() throws {
        let temporary = try TemporaryHome()
        try temporary.home.create()
        #expect(try ServerSettings.read(from: temporary.home) == ServerSettings())
        #expect(try SettingsText.read("") == ServerSettings())
        #expect(try SettingsText.read("# nothing yet\n") == ServerSettings())
    }

    @Test func everySettingIsRead() throws {
        let settings = try SettingsText.read(
            """
            listen: "[::1]:9000"
            allowedHosts: [Sluice.example.org]
            pollInterval: 30s
            data: /srv/data
            limits: {parallelSteps: 3, requestSize: 1MiB, artifactSize: 2GiB, connections: 64, idleTimeout: 1.5m,
              stallTimeout: 20s}
            retention: {logs: 7d, unreferencedArtifacts: 2h}
            personalTokens: {unconfirmedFor: 12h}
            """)
        #expect(settings.listen == ListenAddress(host: "::1", port: 9000))
        #expect(settings.allowedHosts == ["sluice.example.org"])
        #expect(settings.pollSeconds == 30)
        #expect(settings.dataFolder == "/srv/data")
        #expect(
            settings.limits
                == ServerLimits(
                    parallelSteps: 3, requestBytes: 1 << 20, artifactBytes: 2 << 30, connections: 64, idleSeconds: 90,
                    stallSeconds: 20))
        #expect(settings.personalTokens == PersonalTokenSettings(unconfirmedSeconds: 43_200))
        #expect(settings.retention == Retention(logSeconds: 604_800, unreferencedArtifactSeconds: 7200))
    }

    @Test(
        "A-14: the word of a provider that cannot be asked counts for a minute to 90 days, and for 5 minutes unless it is said"
    )
    func unconfirmedTokens() throws {
        #expect(ServerSettings().personalTokens.unconfirmedSeconds == 300)
        for wrong in ["10s", "91d", "for ever"] {
            let problems = try SettingsText.problems("personalTokens: {unconfirmedFor: \(wrong)}")
            #expect(problems.count == 1 && problems[0].contains("personalTokens.unconfirmedFor"), "\(problems)")
        }
    }

    @Test func everyProblemIsReportedWithItsLineInOnePass() throws {
        let problems = try SettingsText.problems(
            """
            listen: here
            polInterval: 10s
            pollInterval: 10
            data: relative/path
            limits: {parallelSteps: 0, requestSize: 5}
            """)
        #expect(problems.count == 6)
        #expect(problems.contains { $0.hasPrefix("server.yaml:1:9: listen: found 'here'") })
        #expect(
            problems.contains { $0.hasPrefix("server.yaml:2:1: the file: found 'polInterval', allowed are listen,") })
        #expect(problems.contains { $0.contains("server.yaml:3:15: pollInterval: found '10', expected a number with") })
        #expect(problems.contains { $0.contains("limits.parallelSteps: found '0', expected a number from 1 to") })
    }

    @Test(arguments: ["- a", "just text", "listen: [1]", "limits: 3", "listen: {", "a: &x [*x]", "\u{0}"])
    func whatIsNoSettingsIsRefused(_ yaml: String) throws {
        #expect(!(try SettingsText.problems(yaml)).isEmpty)
    }

    @Test(arguments: ["", ":", "h:", "h:70000", "h:-1", "a b:80", "::1:80", "[::1]", "h/x:80", "h:+8"])
    func addressesThatAreNoneAreRefused(_ text: String) { #expect(ListenAddress(text) == nil) }

    @Test(arguments: ["127.0.0.1:4100", "[::1]:80", "localhost:0"])
    func addressesComeBackAsTheyWereWritten(_ text: String) { #expect(ListenAddress(text)?.description == text) }
}
