import Catalog
import Logging
import Promotion
import SignIn
import Synchronization

/// Asking providers about people whose personal tokens are in use, whether they come themselves or not.
extension SessionBook {
    /// More questions than this are not put at the same time.
    private static let mostQuestions = 8
    /// Seconds between two looks at most.
    private static let longestPause = 10.0

    /// Asks until the task is cancelled.
    package func run() async {
        let shortest = clients.map(\.provider.checkInterval).min() ?? .infinity
        let pause = min(max(shortest / 20, 0.05), Self.longestPause)
        while !Task.isCancelled {
            do { try await confirmLogins() } catch {
                if !Task.isCancelled { logger.error("logins behind personal tokens are not confirmed: \(error)") }
            }
            try? await Task.sleep(for: .seconds(pause * Double.random(in: 0.8...1.2)))
        }
    }

    private func confirmLogins() async throws {
        let time = now()
        let (logins, needless) = try await catalog.read { transaction in
            (try transaction.loginsBehindTokens(at: time), try transaction.countNeedlessLogins(at: time))
        }
        if needless > 0 { try await catalog.write { try $0.forgetNeedlessLogins(at: time) } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            var due = logins.map { kept($0.id) ?? $0 }.filter { isDue($0) }[...]
            for login in due.prefix(Self.mostQuestions) { group.addTask { try await self.confirm(login) } }
            due = due.dropFirst(Self.mostQuestions)
            while try await group.next() != nil, !Task.isCancelled {
                if let login = due.popFirst() { group.addTask { try await self.confirm(login) } }
            }
        }
    }

    /// Asks about a login; if it is over then, about the one before, until one can go on or none is left.
    private func confirm(_ login: SessionRecord) async throws {
        var (next, last): (SessionRecord?, String?) = (login, nil)
        while let login = next, login.id != last, isDue(login) {
            await renewal(of: login).value
            last = login.id
            next = try await catalog.read { try $0.newestLogin(of: login.user) }.map { kept($0.id) ?? $0 }
        }
    }

    /// Some while before the last word is as old as the settings allow, and not for everybody at once.
    private func isDue(_ login: SessionRecord) -> Bool {
        guard let provider = client(login.provider)?.provider else { return true }
        var hasher = Hasher()
        hasher.combine(login.id)
        hasher.combine(login.checkedAt)
        let part = 0.7 + 0.2 * Double(UInt32(truncatingIfNeeded: hasher.finalize())) / Double(UInt32.max)
        return login.checkedAt.advanced(by: provider.checkInterval * part) <= now() && !isPaused(login)
    }
}
