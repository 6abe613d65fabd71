import FoundationEssentials
import Glibc
package import Promotion

/// Proof that no other server uses a home folder, for as long as it lives.
///
/// The lock is the kernel's (`flock`), so a holder that was killed holds nothing any more; the text in the file only tells a second
/// server whom to name. Children never inherit it. Network file systems that do not pass `flock` on between hosts are not safe homes.
package final class HomeLock: Sendable {
    /// Who holds a home folder.
    package struct Holder: Hashable, Codable, Sendable {
        package var pid: Int32
        package var host: String
        package var since: Timestamp
    }

    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    /// Gives the home folder free.
    deinit {
        ftruncate(descriptor, 0)
        close(descriptor)
    }

    /// Takes the lock of a home folder that exists.
    ///
    /// - Throws: `HomeError` with the code `inUse`, naming the holder, if another process (or this one) holds it.
    package static func acquire(_ home: HomeFolder) throws(HomeError) -> HomeLock {
        let file = open(home.lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            throw HomeError(
                .notAccessible, operation: "locking the home folder",
                message: "\(home.lockPath.quotedForMessage) cannot be written: \(systemMessage(errno))")
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(file)
            throw code == EWOULDBLOCK
                ? inUse(home)
                : HomeError(
                    .notAccessible, operation: "locking the home folder",
                    message: "\(home.lockPath.quotedForMessage): \(systemMessage(code))")
        }
        let lock = HomeLock(descriptor: file)
        try lock.write(Holder(pid: getpid(), host: hostName(), since: .now))
        return lock
    }

    /// Who holds the home folder, as far as its lock file says; nil if nobody does.
    package static func holder(of home: HomeFolder) -> Holder? {
        let file = open(home.lockPath, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { close(file) }
        if flock(file, LOCK_SH | LOCK_NB) == 0 { return nil }
        guard let bytes = try? home.readFile(home.lockPath, limit: 4096) else { return nil }
        return try? JSONDecoder().decode(Holder.self, from: Data(bytes))
    }

    private func write(_ holder: Holder) throws(HomeError) {
        guard let data = try? JSONEncoder().encode(holder) else { return }
        let text = Array(data) + [UInt8(ascii: "\n")]
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
            throw HomeError(
                .notAccessible, operation: "locking the home folder", message: "writing: \(systemMessage(errno))")
        }
    }

    private static func inUse(_ home: HomeFolder) -> HomeError {
        let who =
            holder(of: home).map { "process \($0.pid) on \($0.host.quotedForMessage) since \($0.since.iso8601)" }
            ?? "another process"
        return HomeError(
            .inUse, operation: "locking the home folder",
            message: "\(home.path.quotedForMessage) is in use by \(who); stop that server, or choose another home with "
                + "SLUICE_HOME or --home")
    }

    private static func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "unknown" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

extension Timestamp {
    fileprivate static var now: Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    fileprivate var iso8601: String {
        Date(timeIntervalSince1970: Double(milliseconds / 1000)).formatted(.iso8601)
    }
}
