import Catalog
import Foundation
import Promotion

/// Where the key of the secrets comes from: the environment, a file that the operator names, or `secrets.key` in the home folder.
///
/// Only the last is made here, and only when a secret is set and none is stored: a key that went missing is never replaced by another
/// one behind the operator's back. It is read each time, so that one that was brought back counts at once.
struct SecretKeys: Sendable {
    let home: HomeFolder
    let settings: SecretSettings

    private static let file = "secrets.key"
    /// The next key, while the stored secrets are sealed with it.
    private static let nextFile = "secrets.key.next"
    private static let remedy = "bring it back from a backup, or remove it and set all secrets again"

    /// The key. Without a file one is made, unless `stored` secrets were sealed with a key that must be somewhere.
    func key(for stored: [SecretRecord]) throws -> SecretKey {
        if let given = settings.key { return SecretKey(given.bytes) }
        if let path = settings.keyFile { return try read(path) }
        let current = try home.readKey(Self.file, of: "the secrets", remedy: Self.remedy).map(SecretKey.init)
        // A change of keys that was interrupted: the catalog tells which of the two it is sealed with.
        if let next = try home.readKey(Self.nextFile, of: "the secrets", remedy: Self.remedy).map(SecretKey.init),
            stored.contains(where: { $0.sealed?.key == next.fingerprint })
        {
            try home.adoptFile(Self.nextFile, as: Self.file)
            return next
        }
        if let current { return current }
        if let lost = stored.compactMap(\.sealed).first {
            throw EngineError(
                .unavailable,
                "'\(Self.file)' is not in the home folder, and \(stored.count) secrets are sealed with key \(lost.key); bring it "
                    + "back from a backup, or remove those secrets and set them again")
        }
        return SecretKey(try home.makeKey(Self.file))
    }

    private func read(_ path: String) throws -> SecretKey {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw EngineError(.unavailable, "the key of the secrets, \(path.quotedForMessage), cannot be read")
        }
        if bytes.count == 32 { return SecretKey(Array(bytes)) }
        do {
            return SecretKey(try SecretKeyText(String(decoding: bytes, as: UTF8.self)).bytes)
        } catch {
            throw EngineError(
                .unavailable, "the key of the secrets, \(path.quotedForMessage), is not usable: \(error.message)")
        }
    }

    /// Makes the next key and keeps it beside this one. Throws `refused` if the key is not the server's to change.
    func makeNext() throws -> SecretKey {
        guard settings.key == nil, settings.keyFile == nil else {
            throw EngineError(
                .refused,
                "the key of the secrets comes from \(settings.key == nil ? "a file that server.yaml names" : SecretKeyText.variable), "
                    + "which the server does not change")
        }
        return SecretKey(try home.makeKey(Self.nextFile))
    }

    /// Makes the next key the key, once everything is sealed with it.
    func adoptNext() throws { try home.adoptFile(Self.nextFile, as: Self.file) }
}
