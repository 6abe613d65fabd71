import Promotion

extension HomeFolder {
    /// The key with which logins under way and refresh tokens are sealed; made when it is first asked for. Without this file people must
    /// log in again.
    func sessionKey() throws(HomeError) -> [UInt8] {
        let file = "session.key"
        if let found = try readKey(file, of: "the sessions", remedy: "remove it, and have people log in again") {
            return found
        }
        return try makeKey(file)
    }
}
