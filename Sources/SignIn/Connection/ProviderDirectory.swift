internal import Promotion

/// What is known of one provider: its addresses and its keys, asked for when needed and kept for a while.
///
/// - Requests that come at the same time wait for one answer.
/// - A key that is not known has the keys asked for again, but only so often: anybody can send a token that names one.
/// - What failed is not tried again for `pause`.
/// - While the provider is down, known keys go on counting until they are `oldestKeys` old.
actor ProviderDirectory {
    private let provider: IdentityProvider
    private let connection: ProviderConnection
    private let now: @Sendable () -> Timestamp
    private var metadata: Fetched<ProviderMetadata>?
    private var keys: Fetched<SigningKeys>?
    private var metadataTask: Task<ProviderMetadata, any Error>?
    private var keysTask: Task<SigningKeys, any Error>?
    /// When keys were asked for because one was unknown, within the last `refetchWindow`.
    private var refetches: [Timestamp] = []

    private var failure: Fetched<SignInError>?

    private struct Fetched<Value: Sendable> {
        let value: Value
        let time: Timestamp

        func isFresh(for seconds: Double, at now: Timestamp) -> Bool {
            (0..<seconds * 1000).contains(Double(now.milliseconds - time.milliseconds))
        }
    }

    private static let freshMetadata = 3600.0
    private static let freshKeys = 900.0
    private static let oldestKeys = 3600.0
    private static let pause = 2.0
    private static let refetchWindow = 60.0
    private static let mostRefetches = 5

    init(_ provider: IdentityProvider, _ connection: ProviderConnection, now: @escaping @Sendable () -> Timestamp) {
        self.provider = provider
        self.connection = connection
        self.now = now
    }

    /// The provider's addresses.
    func currentMetadata() async throws(SignInError) -> ProviderMetadata {
        if let metadata, metadata.isFresh(for: Self.freshMetadata, at: now()) { return metadata.value }
        try checkPause()
        let task = metadataTask ?? Task { [provider, connection] in try await Self.metadata(of: provider, connection) }
        metadataTask = task
        let result = await task.result
        if metadataTask == task { metadataTask = nil }
        let value = try value(of: result)
        metadata = Fetched(value: value, time: now())
        return value
    }

    /// The key with which a token says to be signed; nil if the provider has none such.
    func key(_ id: String?, for algorithm: SignatureAlgorithm) async throws(SignInError) -> SigningKey? {
        if let key = try await currentKeys().key(id, for: algorithm) { return key }
        guard mayRefetch() else { return nil }
        return try await fetchKeys().key(id, for: algorithm)
    }

    private func currentKeys() async throws(SignInError) -> SigningKeys {
        if let keys, keys.isFresh(for: Self.freshKeys, at: now()) { return keys.value }
        do { return try await fetchKeys() } catch {
            guard let keys, keys.isFresh(for: Self.oldestKeys, at: now()) else { throw error }
            return keys.value
        }
    }

    private func fetchKeys() async throws(SignInError) -> SigningKeys {
        let url = try await currentMetadata().keys
        try checkPause()
        let task = keysTask ?? Task { [connection] in try await Self.keys(at: url, connection) }
        keysTask = task
        let result = await task.result
        if keysTask == task { keysTask = nil }
        let value = try value(of: result)
        keys = Fetched(value: value, time: now())
        return value
    }

    private func mayRefetch() -> Bool {
        let limit = now().milliseconds - Int64(Self.refetchWindow * 1000)
        refetches.removeAll { $0.milliseconds < limit }
        guard refetches.count < Self.mostRefetches else { return false }
        refetches.append(now())
        return true
    }

    private static func metadata(
        of provider: IdentityProvider, _ connection: ProviderConnection
    ) async throws -> ProviderMetadata {
        let answer = try await connection.get(provider.issuer.appending(".well-known/openid-configuration"))
        guard answer.status == 200 else {
            throw SignInError(
                .unavailable, ProviderConnection.silence, detail: "discovery was answered with \(answer.status)")
        }
        return try ProviderMetadata(answer.body, of: provider.issuer)
    }

    private static func keys(at url: ProviderURL, _ connection: ProviderConnection) async throws -> SigningKeys {
        let answer = try await connection.get(url.text)
        guard answer.status == 200 else {
            throw SignInError(
                .unavailable, ProviderConnection.silence, detail: "the keys were answered with \(answer.status)")
        }
        return try await SigningKeys(answer.body)
    }

    private func checkPause() throws(SignInError) {
        if let failure, failure.isFresh(for: Self.pause, at: now()) { throw failure.value }
    }

    private func value<Value>(of result: Result<Value, any Error>) throws(SignInError) -> Value {
        switch result {
        case .success(let value):
            failure = nil
            return value
        case .failure(let error):
            let error =
                error as? SignInError ?? SignInError(.unavailable, ProviderConnection.silence, detail: "\(error)")
            failure = Fetched(value: error, time: now())
            throw error
        }
    }
}
