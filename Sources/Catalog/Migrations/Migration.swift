/// One step of the schema's history. Append-only: what a released version applied is never edited.
protocol Migration: SendableMetatype {
    /// Unique, and the order in which missing ones are applied. 1–49: MLflow half; from 50: promotion half.
    static var number: Int { get }
    /// What it does in SQL that SQLite and PostgreSQL take, one statement each.
    static var statements: [SQL] { get }
}

extension Migration {
    /// The type's name, such as `M0001CreateExperiments`, kept for people who look at the table.
    static var name: String { "\(Self.self)" }
}
