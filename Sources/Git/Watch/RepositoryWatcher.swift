import Dispatch
import Glibc
import Promotion

/// Wakes up whoever waits for changes of local repositories' references.
///
/// One kernel descriptor, one queue and one slow timer serve all repositories of a server. Events of one push are gathered for 2 ms.
/// The timer compares folders with what is watched, and so notices what file notification cannot: a repository whose parent was moved,
/// or that came back. Where the system gives no watches, a repository is polled and its wake-ups say so.
package actor RepositoryWatcher {
    /// Bounds and times of a watcher.
    package struct Settings: Sendable {
        /// Folders watched for one repository at most; each folder inside `refs` is one.
        package var watchesPerRepository = 2048
        /// How often a repository without notification wakes its waiters, and one that is gone is looked for.
        package var pollingInterval: Duration = .seconds(1)
        /// How long events are gathered.
        package var gathering: Duration = .milliseconds(2)

        package init() {}
    }

    private let settings: Settings
    private let executor = DispatchQueueExecutor(label: "sluice.git.watcher")
    private var inotify: InotifyDescriptor?
    private var source: (any DispatchSourceRead)?
    private var timer: (any DispatchSourceTimer)?
    private var isStarted = false
    private var watched: [Int: WatchedRepository] = [:]
    private var watchers: [Int32: Set<Int>] = [:]
    private var due: [Int: RepositoryChange] = [:]
    private var lastID = 0

    package init(settings: Settings = Settings()) { self.settings = settings }

    nonisolated package var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    isolated deinit {
        source?.cancel()
        timer?.cancel()
    }

    /// Wake-ups for the repository at `path`, from now until the stream is dropped. A slow reader gets the newest one only. The path
    /// need not hold a repository yet.
    package func changes(at path: String) -> AsyncStream<RepositoryChange> {
        start()
        lastID += 1
        let id = lastID
        let (stream, continuation) = AsyncStream.makeStream(
            of: RepositoryChange.self, bufferingPolicy: .bufferingNewest(1))
        watched[id] = WatchedRepository(path: path, continuation: continuation)
        continuation.onTermination = { [weak self] _ in
            Task { await self?.stopWatching(id) }
        }
        watch(id)
        continuation.yield(.started)
        return stream
    }

    /// Why the repositories that are polled are not watched, by path.
    package var polled: [String: RepositoryChange.PollingReason] {
        Dictionary(watched.values.compactMap { one in one.polling.map { (one.path, $0) } }) { first, _ in first }
    }

    private func start() {
        guard !isStarted else { return }
        isStarted = true
        inotify = InotifyDescriptor()
        if let inotify {
            let source = DispatchSource.makeReadSource(fileDescriptor: inotify.descriptor, queue: executor.queue)
            source.setEventHandler { [weak self] in self?.assumeIsolated { $0.readEvents() } }
            // The descriptor must stay open until the source lets go of it.
            source.setCancelHandler { withExtendedLifetime(inotify) {} }
            source.activate()
            self.source = source
        }
        let timer = DispatchSource.makeTimerSource(queue: executor.queue)
        let interval = settings.pollingInterval.dispatchInterval
        timer.schedule(deadline: .now() + interval, repeating: interval, leeway: .milliseconds(50))
        timer.setEventHandler { [weak self] in self?.assumeIsolated { $0.comparePaths() } }
        timer.activate()
        self.timer = timer
    }

    private func stopWatching(_ id: Int) {
        dropWatches(of: id)
        watched[id] = nil
        due[id] = nil
    }
}

extension RepositoryWatcher {
    /// Watches all folders of a repository that matter, as it is now.
    private func watch(_ id: Int) {
        guard let path = watched[id]?.path else { return }
        dropWatches(of: id)
        let layout = RepositoryLayout(path: path)
        watched[id]?.layout = layout
        watched[id]?.identity = layout.flatMap { FileIdentity(path: $0.commonFolder) }
        watched[id]?.polling = inotify == nil ? .noInotify : nil
        guard let layout else { return }
        for folder in Set([layout.headFolder, layout.commonFolder]) { add(folder, isInRefs: false, to: id) }
        addTree(layout.commonFolder + "/refs", to: id)
    }

    private func addTree(_ folder: String, to id: Int) {
        // Watched before it is listed: a folder made in between is then in the events or in the list.
        guard add(folder, isInRefs: true, to: id), let listing = opendir(folder) else { return }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            guard Int(entry.pointee.d_type) == Int(DT_DIR) else { continue }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { addTree(folder + "/" + name, to: id) }
        }
    }

    @discardableResult
    private func add(_ folder: String, isInRefs: Bool, to id: Int) -> Bool {
        guard let inotify, watched[id]?.polling == nil else { return false }
        guard (watched[id]?.folders.count ?? 0) < settings.watchesPerRepository else {
            poll(id, because: .tooManyWatches)
            return false
        }
        guard let watch = inotify.watch(folder) else {
            // Others than the two limits mean that the folder is gone again: the next event or the timer tells.
            if errno == ENOSPC || errno == ENOMEM { poll(id, because: .tooManyWatches) }
            return false
        }
        watched[id]?.folders[watch] = WatchedRepository.Folder(path: folder, isInRefs: isInRefs)
        watchers[watch, default: []].insert(id)
        return true
    }

    private func poll(_ id: Int, because reason: RepositoryChange.PollingReason) {
        dropWatches(of: id)
        watched[id]?.polling = reason
    }

    private func dropWatches(of id: Int) {
        for watch in watched[id]?.folders.keys.map({ $0 }) ?? [] {
            watchers[watch]?.remove(id)
            guard watchers[watch]?.isEmpty == true else { continue }
            watchers[watch] = nil
            inotify?.remove(watch)
        }
        watched[id]?.folders = [:]
    }

    private func readEvents() {
        for event in inotify?.readEvents() ?? [] {
            if event.isOverflow {
                for id in watched.keys { watchAnew(id, because: .references) }
            }
            for id in watchers[event.watch] ?? [] { take(event, for: id) }
            if event.isGone { watchers[event.watch] = nil }
        }
    }

    private func take(_ event: InotifyDescriptor.Event, for id: Int) {
        guard let folder = watched[id]?.folders[event.watch] else { return }
        if event.isGone {
            watched[id]?.folders[event.watch] = nil
        } else if event.isOfFolderItself {
            guard !folder.isInRefs || folder.path.hasSuffix("/refs") else { return wake(id, .references) }
            // Watched anew even if the folder looks the same: a new one may have got the old one's inode number.
            watchAnew(id, because: .appeared)
        } else if folder.isInRefs {
            if event.isFolder { addTree(folder.path + "/" + event.name, to: id) }
            if event.isFolder || !event.name.hasSuffix(".lock") { wake(id, .references) }
        } else if event.name == "HEAD" || event.name == "packed-refs" {
            wake(id, .references)
        } else if event.name == "refs" {
            // That it was deleted comes before or after the same news of the folder itself, by who has it open.
            watchAnew(id, because: .references)
        }
    }

    /// Watches a repository as it is now, and tells of `change` or of its end.
    private func watchAnew(_ id: Int, because change: RepositoryChange) {
        watch(id)
        wake(id, watched[id]?.layout == nil ? .vanished : change)
    }

    private func comparePaths() {
        for id in watched.keys { comparePath(of: id) }
    }

    /// Notices repositories that came, went or were exchanged; wakes those that have no notification.
    private func comparePath(of id: Int) {
        guard let one = watched[id] else { return }
        if one.polling == nil, one.isInPlace { return }
        let layout = RepositoryLayout(path: one.path)
        let identity = layout.flatMap { FileIdentity(path: $0.commonFolder) }
        if layout != one.layout || identity != one.identity {
            watchAnew(id, because: .appeared)
        } else if let reason = one.polling, layout != nil {
            wake(id, .polled(reason: reason))
        }
    }

    private func wake(_ id: Int, _ change: RepositoryChange) {
        if due.isEmpty {
            executor.queue.asyncAfter(deadline: .now() + settings.gathering.dispatchInterval) { [weak self] in
                self?.assumeIsolated { $0.deliver() }
            }
        }
        // That a repository came or went says more than that something was written.
        if due[id] == nil || change != .references { due[id] = change }
    }

    private func deliver() {
        for (id, change) in due { watched[id]?.continuation.yield(change) }
        due = [:]
    }
}

/// One repository that somebody waits for.
private struct WatchedRepository {
    /// A folder with a kernel watch.
    struct Folder {
        let path: String
        /// Whether it is `refs` or in it, where every file counts.
        let isInRefs: Bool
    }

    let path: String
    let continuation: AsyncStream<RepositoryChange>.Continuation
    var layout: RepositoryLayout?
    var identity: FileIdentity?
    var folders: [Int32: Folder] = [:]
    var polling: RepositoryChange.PollingReason?

    /// The cheap question, asked of every repository on every tick: whether the watched folders are still where they were.
    var isInPlace: Bool {
        guard let layout, let identity else { return false }
        return FileIdentity(path: layout.commonFolder) == identity
            && FileIdentity(path: layout.headFolder + "/HEAD") != nil
    }
}

extension Duration {
    fileprivate var dispatchInterval: DispatchTimeInterval {
        .nanoseconds(Int(components.seconds) * 1_000_000_000 + Int(components.attoseconds / 1_000_000_000))
    }
}
