import Dispatch
import Engine
import Glibc
import ServiceLifecycle
import Synchronization

/// Sees to it that a server which was told to end does end. What it knows is on disk, so that nothing is lost by leaving.
final class EndWatch: Service {
    private let longest: Double
    private let home: HomeFolder
    private let hasEnded = Atomic(false)

    /// After `longest` seconds the process leaves, whatever it still does.
    init(longest: Double, home: HomeFolder) {
        self.longest = longest
        self.home = home
    }

    func run() async throws {
        try? await gracefulShutdown()
        // An own thread: the pool's may all be stuck in what keeps the process from ending.
        DispatchQueue(label: "sluice.end").asyncAfter(deadline: .now() + longest) {
            guard !self.hasEnded.load(ordering: .acquiring) else { return }
            self.home.removeEndpoint()
            _exit(0)
        }
    }

    /// It has ended in time.
    func dismiss() { hasEnded.store(true, ordering: .releasing) }
}
