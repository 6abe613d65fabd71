/// How a remote is reached: as whom, whom to trust, and how long to wait.
package struct RemoteAccess: Sendable {
    /// A secret and the one host it may be shown to.
    package struct Credential: Sendable {
        /// What is shown.
        package enum Kind: Sendable {
            /// Over https, or http on this machine.
            case password(user: String, secret: String)
            /// Over ssh: the path of a private key; Ed25519, since libssh2 here offers no modern signatures for RSA.
            case key(user: String, path: String, passphrase: String?)
        }

        let host: String
        let kind: Kind

        /// Binds a secret to the host of `url`: with another address it is refused, never sent.
        package init(_ kind: Kind, for url: RemoteURL) {
            self.kind = kind
            host = url.host
        }
    }

    /// Bounds of one conversation with a remote.
    package struct Limits: Sendable {
        package var connecting: Duration = .seconds(10)
        /// Without a byte from the remote. For ssh only `listing` and `fetching` apply.
        package var silence: Duration = .seconds(30)
        /// For a whole listing, and a whole fetch.
        package var listing: Duration = .seconds(60)
        package var fetching: Duration = .seconds(1800)
        /// Received for a listing, and for a fetch.
        package var listingBytes = 256 << 20
        package var fetchingBytes = 8 << 30

        package init() {}
    }

    package var credential: Credential?
    /// ssh host keys that are trusted. Nobody is trusted on first use.
    package var knownHosts: KnownHosts
    package var limits: Limits

    package init(credential: Credential? = nil, knownHosts: KnownHosts = KnownHosts(""), limits: Limits = Limits()) {
        self.credential = credential
        self.knownHosts = knownHosts
        self.limits = limits
    }
}
