import Crypto
import Foundation
import Promotion

extension HomeFolder {
    /// The 32 bytes of a key's file in the home folder, mode 0600; nil if there is none. `remedy` says what to do about a damaged one.
    func readKey(_ file: String, of owner: String, remedy: String) throws(HomeError) -> [UInt8]? {
        let path = path + "/" + file
        guard let bytes = try readFile(path, limit: 64) else { return nil }
        guard bytes.count == 32 else {
            throw HomeError(
                .notAccessible, operation: "reading the key of \(owner)",
                message: "\(path.quotedForMessage) is damaged; \(remedy)")
        }
        return bytes
    }

    /// Replaces a key's file by a new random key, and returns it.
    func makeKey(_ file: String) throws(HomeError) -> [UInt8] {
        let made = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        try replaceFile(path + "/" + file, with: made)
        return made
    }
}
