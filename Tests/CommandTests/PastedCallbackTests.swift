import Glibc
import Testing

@testable import SluiceClient

@Suite("Where a browser ended, pasted")
struct PastedCallbackTests {
    private static let redirect = "http://127.0.0.1:49152/callback"

    private func read(_ text: String) -> LoginCallback? {
        LoginCallback(pasted: text, state: "st", redirect: Self.redirect)
    }

    @Test(
        "the whole address counts as it comes out of browsers and chats, and so does its part behind the question mark",
        arguments: [
            "\(redirect)?code=c%2F1&state=st&iss=https%3A%2F%2Fid", "  \(redirect)?state=st&iss=https://id&code=c/1\r",
            "<\(redirect)?code=c%2F1&state=st&iss=https%3A%2F%2Fid>",
            "'\(redirect)?code=c%2F1&state=st&iss=https%3A%2F%2Fid#_=_'",
            "?code=c%2F1&state=st&iss=https%3A%2F%2Fid", "code=c%2F1&state=st&iss=https%3A%2F%2Fid",
        ])
    func taken(_ text: String) {
        let callback = read(text)
        #expect(callback?.code == "c/1")
        #expect(callback?.issuer == "https://id")
    }

    @Test(
        "S-41: what is not of this login, says two things at once, or leaves out the state does not count",
        arguments: [
            "", " ", "c", "c%2F1", "\(redirect)?code=c", "\(redirect)?code=c&state=other", "\(redirect)?code=c&state=",
            "\(redirect)?code=c&state=st&state=st", "\(redirect)?code=c&code=d&state=st",
            "http://127.0.0.1:49153/callback?code=c&state=st", "http://127.0.0.1:49152/other?code=c&state=st",
            "https://evil.example/?u=\(redirect)?code=c&state=st", "\(redirect)", "\(redirect)#code=c&state=st",
        ])
    func refused(_ text: String) { #expect(read(text) == nil) }

    @Test("a provider that said no has brought no code, whatever else is there")
    func providerSaidNo() {
        let callback = read("\(Self.redirect)?error=access_denied&code=c&state=st")
        #expect(callback != nil && callback?.code == nil)
    }

    @Test("lines come as they are typed, the last also without an end, and then the end")
    func lines() async {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let text = Array("one\n\ntwo\nthree".utf8)
        #expect(write(ends[1], text, text.count) == text.count)
        close(ends[1])
        var lines: [String] = []
        for await line in TypedLines(file: ends[0]).lines() { lines.append(line) }
        close(ends[0])
        #expect(lines == ["one", "", "two", "three"])
    }
}
