import Foundation
import Hummingbird
import NIOCore
import Promotion
import Synchronization
import Testing

@testable import Webhooks

/// Answers from a list, one entry after another, and stays at the last.
final class ListedResolver: HostResolver {
    private let answers: [[String]]
    private let asked = Mutex<[String]>([])

    init(_ answers: [String]...) { self.answers = answers }

    var questions: [String] { asked.withLock { $0 } }

    func addresses(of host: String) async throws(WebhookError) -> [IPAddress] {
        let count = asked.withLock {
            $0.append(host)
            return $0.count
        }
        return answers[min(count, answers.count) - 1].compactMap { IPAddress($0) }
    }
}

@Suite("Where webhooks may be sent to")
struct DestinationTests {
    private func sender(
        _ allowed: [String] = [], _ resolver: any HostResolver = SystemResolver(), longest: Double = 5
    ) -> WebhookSender {
        WebhookSender(
            policy: DestinationPolicy(allowing: allowed.compactMap { AllowedDestination($0) }), resolver: resolver,
            longest: longest, secrets: WebhookSecrets { [UInt8](repeating: 7, count: 32) })
    }

    private func send(_ sender: WebhookSender, to url: String) async throws -> WebhookAnswer {
        let message = WebhookMessage(
            id: "id-1", event: .aliasCreated, workspace: .sandbox,
            happenedAt: Timestamp(milliseconds: 1_795_227_300_120),
            data: #"{"name": "churn"}"#)
        return try await sender.send(message, to: url, secret: nil, at: Timestamp(milliseconds: 1_795_227_300_999))
    }

    private func refusal(_ body: () async throws -> Void) async -> WebhookError? {
        await #expect(throws: WebhookError.self) { try await body() }
    }

    @Test(
        "S-15: no packet goes inside, in whatever form the target is written",
        arguments: [
            "https://127.0.0.1:PORT/", "http://127.0.0.1:PORT/", "https://0.0.0.0:PORT/", "https://[::1]:PORT/",
            "https://[::]:PORT/", "https://[::ffff:127.0.0.1]:PORT/", "https://[::127.0.0.1]:PORT/",
            "https://[64:ff9b::7f00:1]:PORT/", "https://[2002:7f00:1::]:PORT/", "https://127.1:PORT/",
            "https://2130706433:PORT/", "https://0x7f000001:PORT/", "https://0x7f.1:PORT/", "https://0177.0.0.1:PORT/",
            "https://017700000001:PORT/", "https://localhost:PORT/", "https://LOCALHOST.:PORT/",
            "https://ip6-localhost:PORT/", "https://127.0.0.1.:PORT/", "https://example.org@127.0.0.1:PORT/",
            "https://127.0.0.1:PORT@example.org/", #"https://example.org\@127.0.0.1:PORT/"#,
            "https://example.org#@127.0.0.1:PORT/", "https://%31%32%37.0.0.1:PORT/", "https://①②⑦.0.0.1:PORT/",
            "https://127。0。0。1:PORT/", "https://169.254.169.254/latest/meta-data/", "https://[fd00::1]:PORT/",
            "https://[fe80::1%25lo]:PORT/", "https://10.0.0.1:PORT/", "https://192.168.0.1:PORT/",
            "ftp://127.0.0.1:PORT/",
            "file:///etc/passwd", "gopher://127.0.0.1:PORT/", "http+unix://%2Ftmp%2Fx/", "https:///x", "https://:PORT/",
            "https://127.0.0.1:PORT\r\nHost: x/", "//127.0.0.1:PORT/", "127.0.0.1:PORT", "https:127.0.0.1:PORT/", " ",
        ])
    func nothingInside(target: String) async throws {
        let (four, six) = (try SilentListener(), try? SilentListener("::1"))
        for port in [four.port, six?.port ?? four.port] {
            let url = target.replacingOccurrences(of: "PORT", with: "\(port)")
            // example.org may not be reachable where this runs: nobody is asked about it.
            let sender = sender([], url.contains("example") ? ListedResolver(["127.0.0.1"]) : SystemResolver())
            let error = await refusal { _ = try await send(sender, to: url) }
            #expect(
                error.map { [.invalidURL, .refused, .unresolved].contains($0.code) } == true, "\(error?.message ?? "")")
            await #expect(throws: WebhookError.self) { try await sender.check(url) }
        }
        #expect(!four.sawConnection)
        #expect(six?.sawConnection != true)
    }

    @Test("S-15: a name with a public and an inner address is refused")
    func oneInnerAddressIsEnough() async throws {
        let listener = try SilentListener()
        let sender = sender([], ListedResolver(["93.184.216.34", "127.0.0.1"]))
        let error = await refusal { _ = try await send(sender, to: "https://hooks.test:\(listener.port)/") }
        #expect(
            error?.message.hasPrefix(
                "Webhook URL must not resolve to a non-public IP address. 'hooks.test' resolves to 127.0.0.1.") == true)
        #expect(!listener.sawConnection)
    }

    @Test("S-15: a name that was public when it was checked and is inside when it is used is refused")
    func rebinding() async throws {
        let listener = try SilentListener()
        let sender = sender([], ListedResolver(["93.184.216.34"], ["127.0.0.1"]))
        let url = "https://hooks.test:\(listener.port)/"
        try await sender.check(url)
        let error = await refusal { _ = try await send(sender, to: url) }
        #expect(error?.code == .refused)
        #expect(!listener.sawConnection)
    }

    @Test("S-15: the connection goes to the address that was checked, and nobody is asked again")
    func connectsToTheCheckedAddress() async throws {
        try await Receiver.perform { receiver in
            // Only the first answer leads to the receiver; the system's resolver knows no such name at all.
            let resolver = ListedResolver(["127.0.0.1"], ["127.9.9.9"])
            let answer = try await send(
                sender(["127.0.0.0/8"], resolver), to: "http://Hooks.test:\(receiver.port)/a%20b?c=d#e")
            #expect(answer.status == 200)
            #expect(resolver.questions == ["hooks.test"])
            let message = try #require(receiver.messages.first)
            #expect(message.headers["host"] == "hooks.test:\(receiver.port)")
            #expect(message.path == "/a%20b?c=d")
        }
    }

    @Test func theNextAddressIsTriedWhereNobodyListens() async throws {
        try await Receiver.perform { receiver in
            let resolver = ListedResolver(["127.0.0.99", "127.0.0.1"])
            let answer = try await send(sender(["hooks.test"], resolver), to: "http://hooks.test:\(receiver.port)/hook")
            #expect(answer.status == 200)
        }
    }

    @Test("S-15: a redirect to an inner address is not followed")
    func redirects() async throws {
        let listener = try SilentListener()
        let port = listener.port
        try await Receiver.perform { _, _ in
            .init(status: .temporaryRedirect, headers: [.location: "http://127.0.0.1:\(port)/"])
        } _: { receiver in
            let answer = try await send(sender(["127.0.0.1"]), to: receiver.url)
            #expect(answer.status == 307)
            #expect(receiver.messages.count == 1)
        }
        #expect(!listener.sawConnection)
    }

    @Test func plainHTTPIsForWhatIsListedOnly() async throws {
        let error = await refusal { try await sender([], ListedResolver(["93.184.216.34"])).check("http://a.test/") }
        #expect(error?.message.hasPrefix("Invalid webhook URL scheme: 'http'. Allowed schemes are: https.") == true)
        let other = sender(["10.0.0.0/8", "b.test"], ListedResolver(["93.184.216.34"]))
        #expect(await refusal { try await other.check("http://a.test/") }?.code == .invalidURL)
        try await other.check("http://b.test/")
        try await sender(["10.0.0.0/8"], ListedResolver(["10.1.2.3"])).check("http://a.test/")
        try await sender([], ListedResolver(["93.184.216.34"])).check("https://a.test/")
        // What is allowed for one range is not allowed for another.
        let error2 = await refusal {
            try await sender(["10.0.0.0/8"], ListedResolver(["127.0.0.1"])).check("http://a.test/")
        }
        #expect(error2?.code == .refused)
    }

    @Test func ofAnAnswerOnlyTheBeginningIsRead() async throws {
        try await Receiver.perform { _, _ in
            .init(status: .ok, body: .init(asyncSequence: Endless()))
        } _: { receiver in
            let answer = try await send(sender(["127.0.0.1"]), to: receiver.url)
            #expect(answer.body.utf8.count == WebhookSender.longestBody)
        }
    }

    @Test func whoeverAnswersTooSlowlyIsLeft() async throws {
        let listener = try SilentListener()
        let sender = sender(["127.0.0.1"], longest: 3)
        let error = await refusal { _ = try await send(sender, to: "http://127.0.0.1:\(listener.port)/") }
        #expect(error?.code == .timedOut)
        #expect(listener.sawConnection)
    }

    @Test("S-15: the checked address is asked for the certificate of the name")
    func certificateOfTheName() async throws {
        let listener = try SilentListener()
        let sender = sender(["hooks.test"], ListedResolver(["127.0.0.1"]), longest: 1)
        let error = await refusal { _ = try await send(sender, to: "https://hooks.test:\(listener.port)/secret-path") }
        // Whichever limit ends it first: the connection's, which lasts until the certificate is checked, or the message's.
        #expect(error?.code == .timedOut || error?.code == .unreachable)
        let hello = String(decoding: listener.firstBytes(), as: UTF8.self)
        // The name stands in TLS's first message as it is; nothing of the request does.
        #expect(hello.contains("hooks.test"))
        #expect(!hello.contains("secret-path"))
    }

    @Test func aReceiverWithoutTrustedCertificateGetsNothing() async throws {
        try await Receiver.perform { receiver in
            let sender = sender(["127.0.0.1"])
            let error = await refusal { _ = try await send(sender, to: "https://127.0.0.1:\(receiver.port)/") }
            #expect(error?.code == .failed)
            #expect(receiver.messages.isEmpty)
        }
    }

    @Test func aSecretOpensForItsWebhookAndKeyOnly() throws {
        let secrets = WebhookSecrets { [UInt8](repeating: 7, count: 32) }
        let sealed = try secrets.seal("s3cret", for: "one")
        #expect(!sealed.contains("s3cret"))
        #expect(try secrets.seal("s3cret", for: "one") != sealed)
        #expect(try secrets.open(sealed, for: "one") == "s3cret")
        #expect(throws: WebhookError.self) { try secrets.open(sealed, for: "two") }
        let others = WebhookSecrets { [UInt8](repeating: 8, count: 32) }
        #expect(throws: WebhookError.self) { try others.open(sealed, for: "one") }
    }

    @Test func whatAnOperatorListsIsAHostOrARange() {
        #expect(AllowedDestination("Hooks.Example.org") == .host("hooks.example.org"))
        #expect(AllowedDestination("localhost") == .host("localhost"))
        #expect(AllowedDestination("10.0.0.0/8") != nil)
        #expect(AllowedDestination("::1") != nil)
        for text in ["", "http://x", "x:80", "10.0.0.1/8", "127.1", "a b", "*", "*.example.org", "[::1]"] {
            #expect(AllowedDestination(text) == nil, "\(text)")
        }
    }
}

/// A body that never ends.
private struct Endless: AsyncSequence, Sendable {
    struct AsyncIterator: AsyncIteratorProtocol {
        mutating func next() async throws -> ByteBuffer? {
            try await Task.sleep(for: .milliseconds(1))
            return ByteBuffer(repeating: UInt8(ascii: "x"), count: 1000)
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator() }
}
