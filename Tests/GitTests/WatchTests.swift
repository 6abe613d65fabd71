import Foundation
import Git
import Promotion
import Testing

@Suite struct WatchTests {
    /// Reads wake-ups until one is wanted; the time limit only ends a test that would hang.
    private func next(
        _ iterator: inout AsyncStream<RepositoryChange>.AsyncIterator, where isWanted: (RepositoryChange) -> Bool
    ) async -> RepositoryChange? {
        while let change = await iterator.next() {
            if isWanted(change) { return change }
        }
        return nil
    }

    private func isReferences(_ change: RepositoryChange) -> Bool { change == .references }

    @Test(.timeLimit(.minutes(5)), arguments: [false, true])
    func pushCommitDeletionAndPackingWakeUp(bare: Bool) async throws {
        let repository = try TestRepository(bare: bare)
        let watcher = RepositoryWatcher()
        var changes = await watcher.changes(at: repository.path).makeAsyncIterator()
        #expect(await changes.next() == .started)
        let commit = try repository.commit(tree: [])
        try repository.git("update-ref", "refs/heads/new/folder/deep", commit.rawValue)
        #expect(await next(&changes, where: isReferences) != nil)
        try repository.git("update-ref", "refs/heads/new/folder/second", commit.rawValue)
        #expect(await next(&changes, where: isReferences) != nil)
        try repository.git("pack-refs", "--all")
        #expect(await next(&changes, where: isReferences) != nil)
        try repository.git("update-ref", "-d", "refs/heads/new/folder/deep")
        #expect(await next(&changes, where: isReferences) != nil)
        try repository.git("symbolic-ref", "HEAD", "refs/heads/other")
        #expect(await next(&changes, where: isReferences) != nil)
        #expect(await watcher.polled.isEmpty)
    }

    @Test(.timeLimit(.minutes(5))) func pushFromElsewhereWakesUp() async throws {
        let repository = try TestRepository(bare: true)
        let clone = repository.folder.path + "/clone"
        try runGit(["clone", "--quiet", "--", repository.path, clone], in: "/tmp")
        let watcher = RepositoryWatcher()
        var changes = await watcher.changes(at: repository.path).makeAsyncIterator()
        #expect(await changes.next() == .started)
        try runGit(["commit", "--quiet", "--allow-empty", "-m", "x"], in: clone)
        try runGit(["push", "--quiet", "origin", "HEAD:refs/heads/release/1"], in: clone)
        #expect(await next(&changes, where: isReferences) != nil)
        #expect(
            try await GitRepository(path: repository.path).references(matching: [pattern("release/*")]).tips.count == 1)
    }

    @Test("R-35: a repository that vanishes and comes back is noticed, and watched again", .timeLimit(.minutes(5)))
    func vanishesAndComesBack() async throws {
        let repository = try TestRepository()
        try repository.commit()
        let watcher = RepositoryWatcher()
        var changes = await watcher.changes(at: repository.path).makeAsyncIterator()
        try FileManager.default.removeItem(atPath: repository.path)
        #expect(await next(&changes) { $0 == .vanished } != nil)
        try TestRepository.create(repository.path)
        #expect(await next(&changes) { $0 == .appeared } != nil)
        try repository.commit()
        #expect(await next(&changes, where: isReferences) != nil)
        let elsewhere = repository.folder.path + "/elsewhere"
        try FileManager.default.moveItem(atPath: repository.path, toPath: elsewhere)
        #expect(await next(&changes) { $0 == .vanished } != nil)
        try FileManager.default.moveItem(atPath: elsewhere, toPath: repository.path)
        #expect(await next(&changes) { $0 == .appeared } != nil)
    }

    @Test(
        "R-35: a repository that vanishes while somebody has its folders open is noticed as well",
        .timeLimit(.minutes(5)), arguments: ["refs", "refs/heads", "."])
    func vanishesUnderAReader(folder: String) async throws {
        let repository = try TestRepository()
        let watcher = RepositoryWatcher()
        var changes = await watcher.changes(at: repository.path).makeAsyncIterator()
        // An open folder tells of its own end only when it is closed.
        let reader = try #require(opendir("\(repository.path)/.git/\(folder)"))
        defer { closedir(reader) }
        try FileManager.default.removeItem(atPath: repository.path)
        #expect(await next(&changes) { $0 == .vanished } != nil)
        try TestRepository.create(repository.path)
        #expect(await next(&changes) { $0 == .appeared } != nil)
    }

    @Test(.timeLimit(.minutes(5))) func repositoryThatIsNotThereYetIsWaitedFor() async throws {
        let folder = try TemporaryFolder()
        let watcher = RepositoryWatcher()
        var changes = await watcher.changes(at: folder.path + "/later").makeAsyncIterator()
        #expect(await changes.next() == .started)
        try TestRepository.create(folder.path + "/later", bare: true)
        #expect(await next(&changes) { $0 == .appeared } != nil)
    }

    @Test(.timeLimit(.minutes(5))) func beyondTheLimitOfWatchesItPollsAndSaysSo() async throws {
        let repository = try TestRepository()
        var settings = RepositoryWatcher.Settings()
        settings.watchesPerRepository = 2
        settings.pollingInterval = .milliseconds(50)
        let watcher = RepositoryWatcher(settings: settings)
        var changes = await watcher.changes(at: repository.path).makeAsyncIterator()
        #expect(await watcher.polled == [repository.path: .tooManyWatches])
        #expect(await next(&changes) { $0 == .polled(reason: .tooManyWatches) } != nil)
        #expect(await next(&changes) { $0 == .polled(reason: .tooManyWatches) } != nil)
        try FileManager.default.removeItem(atPath: repository.path)
        #expect(await next(&changes) { $0 == .vanished } != nil)
    }

    @Test(.timeLimit(.minutes(5))) func twoWatchersOfOneRepositoryAreBothWoken() async throws {
        let repository = try TestRepository()
        let watcher = RepositoryWatcher()
        var first = await watcher.changes(at: repository.path).makeAsyncIterator()
        do {
            var second = await watcher.changes(at: repository.path).makeAsyncIterator()
            _ = (await first.next(), await second.next())
            try repository.commit()
            #expect(await next(&second, where: isReferences) != nil)
        }
        #expect(await next(&first, where: isReferences) != nil)
        try repository.git("branch", "more")
        #expect(await next(&first, where: isReferences) != nil)
    }

    @Test func waitsHaveJitterAndGrowWithFailures() {
        var generator = SystemRandomNumberGenerator()
        var schedule = PollSchedule()
        for _ in 0..<100 {
            let wait = schedule.nextWait(using: &generator)
            #expect(wait >= .seconds(8) && wait <= .seconds(12))
        }
        schedule.failed()
        schedule.failed()
        #expect(schedule.nextWait(using: &generator) >= .seconds(32))
        for _ in 0..<100 { schedule.failed() }
        #expect(schedule.nextWait(using: &generator) <= .seconds(360))
        #expect(schedule.nextWait(using: &generator) >= .seconds(240))
        schedule.succeeded()
        #expect(schedule.nextWait(using: &generator) <= .seconds(12))
    }
}
