import ChildProcess
import Engine
import Foundation
import Testing

struct HomeLockTests {
    private let temporary: TemporaryHome
    private var home: HomeFolder { temporary.home }

    init() throws {
        temporary = try TemporaryHome()
        try home.create()
    }

    @Test("R-23: a second server on one home is refused and told who holds it")
    func secondIsRefused() throws {
        let lock = try HomeLock.acquire(home)
        let error = try #require(throws: HomeError.self) { _ = try HomeLock.acquire(home) }
        #expect(error.code == .inUse)
        #expect(error.message.contains("process \(getpid()) on '"))
        #expect(error.message.contains(home.path))
        #expect(HomeLock.holder(of: home)?.pid == getpid())
        withExtendedLifetime(lock) {}
    }

    @Test("R-23: a home is free again when its holder lets go")
    func freeAfterRelease() throws {
        do {
            let lock = try HomeLock.acquire(home)
            withExtendedLifetime(lock) {}
        }
        #expect(HomeLock.holder(of: home) == nil)
        let again = try HomeLock.acquire(home)
        withExtendedLifetime(again) {}
    }

    @Test("R-23: the home of a holder that was killed is taken over, whatever its lock file says")
    func killedHolder() throws {
        let holder = try ChildProcess("/usr/bin/flock", ["--exclusive", "--no-fork", home.lockPath, "sleep", "600"])
        while true {
            guard let lock = try? HomeLock.acquire(home) else { break }
            withExtendedLifetime(lock) {}
            usleep(1000)
        }
        try Data(#"{"pid":\#(holder.pid),"host":"h","since":1000}"#.utf8)
            .write(to: URL(fileURLWithPath: home.lockPath), options: [])
        let error = try #require(throws: HomeError.self) { _ = try HomeLock.acquire(home) }
        #expect(error.message.contains("process \(holder.pid) on 'h' since 1970-01-01T00:00:01Z"))
        holder.signal(SIGKILL)
        holder.wait()
        let lock = try HomeLock.acquire(home)
        #expect(HomeLock.holder(of: home)?.pid == getpid())
        withExtendedLifetime(lock) {}
    }
}
