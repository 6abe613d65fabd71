import Git
import Testing

@Suite struct RemoteURLTests {
    @Test(arguments: [
        ("https://Example.org/a/b.git", "example.org", 443), ("https://example.org:8443/a", "example.org", 8443),
        ("ssh://git@example.org/a.git", "example.org", 22), ("git@example.org:team/a.git", "example.org", 22),
        ("ssh://git@[::1]:2222/a", "[::1]", 2222), ("git://example.org/a", "example.org", 9418),
        ("http://127.0.0.1:80/a", "127.0.0.1", 80), ("file:///srv/a%20b.git", "", 0),
    ])
    func accepted(text: String, host: String, port: Int) throws {
        let url = try RemoteURL(text)
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(url.description == text)
    }

    @Test(
        "S-18: addresses that are options, commands or other schemes are refused",
        arguments: [
            "", "-oProxyCommand=x", "--upload-pack=x", "ssh://-oProxyCommand=x/a", "ssh://-x@example.org/a",
            "-x@host:a",
            "git@-host:a", "git@host:-a", "ssh://host/-a", "ext::sh -c id", "ext::id", "fd::1", "ftp://host/a",
            "/srv/repo", "repo",
            "file://host/a", "file://", "https://", "https://host", "https:///a", "ssh://host/a';id;'",
            "ssh://host/a%27b",
            "ssh://host/a`id`", "https://host/a\\b", "https://ho st/a", "https://host:0/a", "https://host:x/a",
            "https://ho$t/a",
            "https://user:password@host/a", "http://example.org/a", "http://127.0.0.1.example.org/a",
        ])
    func refused(text: String) {
        #expect(throws: GitError.self) { try RemoteURL(text) }
    }

    @Test(
        "S-16: control characters, plain or escaped, are refused",
        arguments: [
            "https://host/a\nb", "https://host\r/a", "https://host/a%0ab", "https://host/a%0D%0Ab", "https://ho%0ast/a",
            "https://host/a%00", "https://host/a\u{1B}[2J", "https://host/a%1b", "git@host:a\nb", "https://host/%ZZ",
        ])
    func controlCharacters(text: String) {
        #expect(throws: GitError.self) { try RemoteURL(text) }
    }

    @Test func plainHTTPNeedsToBeAllowed() throws {
        #expect(try RemoteURL("http://example.org/a", allowingPlainHTTP: true).port == 80)
    }

    @Test func aPasswordInAnAddressIsNotRepeated() {
        do {
            _ = try RemoteURL("https://user:hunter2@host/a")
        } catch let error {
            #expect(!error.description.contains("hunter2"))
        }
    }

    @Test("S-17: only exactly known host keys are trusted")
    func knownHosts() {
        let hosts = KnownHosts(
            """
            # comment
            example.org,10.0.0.1 ssh-ed25519 AAECAw== someone
            [example.org]:2222 ssh-ed25519 BAUGBw==
            @revoked * ssh-ed25519 CAkKCw==
            revoked.org ssh-ed25519 CAkKCw==
            |1|salt|hash ssh-ed25519 AAECAw==
            @cert-authority *.ca.org ssh-ed25519 AAECAw==
            short line
            """)
        #expect(hosts.trusts([0, 1, 2, 3], of: "Example.org", port: 22))
        #expect(hosts.trusts([0, 1, 2, 3], of: "10.0.0.1", port: 22))
        #expect(!hosts.trusts([0, 1, 2, 4], of: "example.org", port: 22))
        #expect(!hosts.trusts([0, 1, 2, 3], of: "example.org", port: 2222))
        #expect(hosts.trusts([4, 5, 6, 7], of: "example.org", port: 2222))
        #expect(!hosts.trusts([8, 9, 10, 11], of: "revoked.org", port: 22))
        #expect(!hosts.trusts([0, 1, 2, 3], of: "x.ca.org", port: 22))
        #expect(!hosts.trusts([], of: "example.org", port: 22))
    }
}
