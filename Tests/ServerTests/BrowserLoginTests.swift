import Engine
import Foundation
import Promotion
import ProviderProgram
import SignIn
import SluiceClient
import Testing
import WebClient

@Suite("Logging in with a browser", .enabled(if: ProviderProgram.python != nil))
struct BrowserLoginTests {
    private func token(_ stand: LoginStand, _ browser: TestBrowser) async throws -> String {
        let page = try await browser.get(stand.server.url + "/api/v1/session")
        let report = try JSONDecoder().decode(SessionReport.self, from: Data(page.body.utf8))
        return try #require(report.antiForgeryToken)
    }

    @Test("a browser is sent to the provider and back to where it wanted to be, with a cookie that scripts cannot read")
    func login() async throws {
        try await LoginStand.perform { stand in
            let browser = TestBrowser()
            let page = try await stand.logIn(browser, query: "?return=/projects/churn%3Fview=1")
            #expect(page.status == 303)
            #expect(page.location == "/projects/churn?view=1")
            let cookie = try #require(page.cookiesSet.first { $0.hasPrefix("sluice_session=sluice_ses_") })
            for word in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] { #expect(cookie.contains(word)) }
            #expect(page.cookiesSet.contains { $0.hasPrefix("sluice_login=;") && $0.contains("Max-Age=0") })
            #expect(try await browser.get(stand.server.url + "/api/v1/whoami").body.contains(#""name":"alice""#))
        }
    }

    @Test("S-12: what changes something with a cookie alone is refused, whatever form it has")
    func forgery() async throws {
        try await LoginStand.perform { stand in
            let browser = TestBrowser()
            _ = try await stand.logIn(browser)
            let url = stand.server.url + "/auth/logout"
            let token = try await token(stand, browser)
            for type in ["application/json", "text/plain", "application/x-www-form-urlencoded", nil] {
                for shown in [nil, "", "x", String(token.dropLast()), token.uppercased() + "0"] {
                    let headers = shown.map { ["X-CSRF-Token": $0] } ?? [:]
                    let page = try await browser.send("POST", url, body: "{}", type: type, headers: headers)
                    #expect(page.status == 403, "\(type ?? "none") \(shown ?? "none")")
                }
            }
            for headers in [
                ["Origin": "https://evil.example"], ["Referer": "https://evil.example/x"],
                ["Sec-Fetch-Site": "cross-site"],
                ["Sec-Fetch-Site": "same-site"], ["Origin": "null"],
            ] {
                let page = try await browser.send(
                    "POST", url, headers: headers.merging(["X-CSRF-Token": token]) { $1 })
                #expect(page.status == 403, "\(headers)")
            }
            #expect(try await browser.get(stand.server.url + "/api/v1/whoami").status == 200)
            #expect([404, 405].contains(try await browser.get(url).status))
            let page = try await browser.send("POST", url, headers: ["X-CSRF-Token": token])
            #expect(page.status == 204)
            #expect(try await browser.get(stand.server.url + "/api/v1/whoami").status == 401)
        }
    }

    @Test("S-12: the token of one session is nothing to another, and a cookie does not go with somebody else's token")
    func otherSession() async throws {
        try await LoginStand.perform { stand in
            let (first, second) = (TestBrowser(), TestBrowser())
            _ = try await stand.logIn(first)
            try await stand.provider.control(#"{"user": "bob"}"#)
            _ = try await stand.logIn(second)
            let foreign = try await token(stand, second)
            let page = try await first.send(
                "POST", stand.server.url + "/auth/logout", headers: ["X-CSRF-Token": foreign])
            #expect(page.status == 403)
            // A token in the request decides alone: a browser never adds one by itself.
            let bad = try await first.get(
                stand.server.url + "/api/v1/whoami", headers: ["Authorization": "Bearer nothing"])
            #expect(bad.status == 401)
        }
    }

    @Test("S-12: a login that another browser began, or that was changed, is not finished")
    func loginForgery() async throws {
        try await LoginStand.perform { stand in
            let (victim, attacker) = (TestBrowser(), TestBrowser())
            let first = try await attacker.get(stand.server.url + "/auth/login")
            let second = try await attacker.get(try #require(first.location))
            let back = try #require(second.location)
            // The attacker's way back, in the victim's browser: without a login, and with one of its own under way.
            #expect(try await victim.get(back).status == 401)
            _ = try await victim.get(stand.server.url + "/auth/login")
            let page = try await victim.get(back)
            #expect(page.status == 401)
            #expect(page.cookiesSet.isEmpty)
            let sealed = try #require(attacker.cookie("sluice_login", at: stand.server.url))
            for changed in [String(sealed.reversed()), "x" + sealed, "", "e30="] {
                attacker.setCookie("sluice_login", changed, at: stand.server.url)
                #expect(try await attacker.get(back).status == 401)
            }
            attacker.setCookie("sluice_login", sealed, at: stand.server.url)
            let other = back.replacingOccurrences(of: "state=", with: "state=x")
            #expect(try await attacker.get(other).status == 401)
            #expect(try await attacker.get(back).status == 303)
            // A second time: the code is used up, and the login is over.
            #expect(try await attacker.get(back).status == 401)
        }
    }

    @Test("S-40: nothing of what a browser brings is shown, neither the provider's words nor anybody's")
    func spoofedMessages() async throws {
        try await LoginStand.perform { stand in
            try await stand.provider.control(#"{"disabled": ["alice"]}"#)
            let browser = TestBrowser()
            let page = try await stand.logIn(browser)
            #expect(page.status == 401)
            #expect(page.body.contains("the identity provider has not logged you in"))
            #expect(!page.body.contains("script") && !page.body.contains("alert"))
            #expect(page.contentType == "application/problem+json")
            for query in [
                "?error=call+0900&error_description=call+0900", "?state=call+0900&code=call+0900", "?call+0900",
            ] {
                let spoofed = try await browser.get(stand.server.url + "/auth/callback" + query)
                #expect(spoofed.status == 401)
                #expect(!spoofed.body.contains("0900"))
            }
            let unknown = try await browser.get(stand.server.url + "/auth/login?provider=call+0900")
            #expect(unknown.status == 404 && !unknown.body.contains("0900"))
        }
    }

    @Test(
        "S-40: nobody is sent from here to another place",
        arguments: [
            "https://evil.example", "//evil.example", "/%5Cevil.example", "%5C%5Cevil.example", "javascript:alert(1)",
            "/%0d%0aSet-Cookie:%20x=y", "/%09/evil.example", "evil.example", "",
        ])
    func openRedirects(place: String) async throws {
        try await LoginStand.perform { stand in
            let page = try await TestBrowser().get(stand.server.url + "/auth/login?return=" + place)
            #expect(page.status == 400)
            #expect(page.location == nil)
        }
    }

    @Test("S-41: each login gives another session, and ends the one that the browser had")
    func newSession() async throws {
        try await LoginStand.perform { stand in
            let browser = TestBrowser()
            // One that somebody else has put there counts for nothing.
            browser.setCookie(
                "sluice_session",
                "sluice_ses_" + String(repeating: "a", count: 10) + "_" + String(repeating: "b", count: 52),
                at: stand.server.url)
            #expect(try await browser.get(stand.server.url + "/api/v1/whoami").status == 401)
            _ = try await stand.logIn(browser)
            let first = try #require(browser.cookie("sluice_session", at: stand.server.url))
            _ = try await stand.logIn(browser)
            let second = try #require(browser.cookie("sluice_session", at: stand.server.url))
            #expect(first != second)
            #expect(await stand.problem { _ = try await stand.client(first).session() } == .unauthenticated)
            #expect(try await stand.client(second).session().user.rawValue == "alice")
        }
    }

    @Test("S-12: over TLS the cookies are the host's own, and never go without it")
    func secureCookies() async throws {
        try await LoginStand.perform(publicURL: "https://sluice.example.org") { stand in
            let browser = TestBrowser()
            let page = try await browser.get(stand.server.url + "/auth/login")
            let cookie = try #require(page.cookiesSet.first)
            #expect(cookie.hasPrefix("__Host-sluice_login="))
            for word in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] { #expect(cookie.contains(word)) }
            #expect(!cookie.contains("Domain"))
            let place = try #require(page.location.flatMap { URLComponents(string: $0) })
            let redirect = place.queryItems?.first { $0.name == "redirect_uri" }?.value
            #expect(redirect == "https://sluice.example.org/auth/callback")
            // The plain name is anybody's to set, so it is not looked at.
            let session = try await stand.logIn().token
            browser.setCookie("sluice_session", session, at: stand.server.url)
            #expect(try await browser.get(stand.server.url + "/api/v1/whoami").status == 401)
            browser.setCookie("__Host-sluice_session", session, at: stand.server.url)
            #expect(try await browser.get(stand.server.url + "/api/v1/whoami").status == 200)
        }
    }
}
