package import Artifacts
package import Catalog
import Execution
import Datasets
import Git
import Logging
import Promotion
import Synchronization

/// What every part of the engine works with.
package final class EngineContext: Sendable {
    package let home: HomeFolder
    package let settings: ServerSettings
    package let catalog: Catalog
    package let artifacts: ArtifactStore
    let runner: LocalRunner
    let python: PythonEnvironments
    let datasets = DatasetInspector()
    let watcher = RepositoryWatcher()
    let slots: StepSlots
    package let access: AccessBook
    package let audit: AuditTrail
    let secretKeys: SecretKeys
    let masks = StepMasks()
    let judging = JudgingProgress()
    let logger: Logger
    let now: @Sendable () -> Timestamp
    private let address = Mutex("")

    init(
        home: HomeFolder, settings: ServerSettings, catalog: Catalog, artifacts: ArtifactStore, runner: LocalRunner,
        python: PythonEnvironments, logger: Logger, now: @escaping @Sendable () -> Timestamp
    ) {
        self.home = home
        self.settings = settings
        self.catalog = catalog
        self.artifacts = artifacts
        self.runner = runner
        self.python = python
        slots = StepSlots(count: settings.limits.parallelSteps)
        secretKeys = SecretKeys(home: home, settings: settings.secrets)
        access = AccessBook(catalog: catalog, personalTokens: settings.personalTokens, logger: logger, now: now)
        audit = AuditTrail(catalog: catalog, logger: logger)
        self.logger = logger
        self.now = now
    }

    /// Where steps reach the server. Set once the server listens.
    var trackingURI: String {
        get { address.withLock { $0 } }
        set { address.withLock { $0 = newValue } }
    }
}
