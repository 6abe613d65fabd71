/// The migrations of the MLflow half, numbers 1–49.
enum TrackingMigrations {
    static let all: [any Migration.Type] = [
        M0001CreateExperiments.self
    ]
}
