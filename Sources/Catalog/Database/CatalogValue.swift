package import Promotion

/// A value as the database keeps it.
package enum CatalogValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    /// How a message names the kind of value.
    var kind: String {
        switch self {
        case .null: "null"
        case .integer: "an integer"
        case .real: "a real number"
        case .text: "text"
        case .blob: "bytes"
        }
    }
}

/// A type that one column holds. Conform domain types to it where they are stored, so that rows read back as what they were.
package protocol CatalogConvertible {
    /// The value to store.
    var catalogValue: CatalogValue { get }

    /// The stored value read back, or nil if it cannot be one; the row turns nil into a `damaged` error.
    init?(catalogValue: CatalogValue)
}

extension String: CatalogConvertible {
    package var catalogValue: CatalogValue { .text(self) }

    package init?(catalogValue: CatalogValue) {
        guard case .text(let text) = catalogValue else { return nil }
        self = text
    }
}

extension Int64: CatalogConvertible {
    package var catalogValue: CatalogValue { .integer(self) }

    package init?(catalogValue: CatalogValue) {
        guard case .integer(let integer) = catalogValue else { return nil }
        self = integer
    }
}

extension Int: CatalogConvertible {
    package var catalogValue: CatalogValue { .integer(Int64(self)) }

    package init?(catalogValue: CatalogValue) {
        guard case .integer(let integer) = catalogValue else { return nil }
        self.init(exactly: integer)
    }
}

extension Double: CatalogConvertible {
    /// NaN is stored as null, because SQLite does: keep a flag beside a column that may hold it.
    package var catalogValue: CatalogValue { isNaN ? .null : .real(self) }

    package init?(catalogValue: CatalogValue) {
        switch catalogValue {
        case .real(let real): self = real
        case .integer(let integer): self = Double(integer)
        case .null, .text, .blob: return nil
        }
    }
}

/// Stored as 0 or 1, which both databases' integer columns take.
extension Bool: CatalogConvertible {
    package var catalogValue: CatalogValue { .integer(self ? 1 : 0) }

    package init?(catalogValue: CatalogValue) {
        switch catalogValue {
        case .integer(0): self = false
        case .integer(1): self = true
        case .integer, .real, .text, .blob, .null: return nil
        }
    }
}

extension [UInt8]: CatalogConvertible {
    package var catalogValue: CatalogValue { .blob(self) }

    package init?(catalogValue: CatalogValue) {
        guard case .blob(let bytes) = catalogValue else { return nil }
        self = bytes
    }
}

extension Timestamp: CatalogConvertible {
    package var catalogValue: CatalogValue { .integer(milliseconds) }

    package init?(catalogValue: CatalogValue) {
        guard case .integer(let milliseconds) = catalogValue else { return nil }
        self.init(milliseconds: milliseconds)
    }
}

extension Optional: CatalogConvertible where Wrapped: CatalogConvertible {
    package var catalogValue: CatalogValue { self?.catalogValue ?? .null }

    package init?(catalogValue: CatalogValue) {
        if case .null = catalogValue {
            self = .none
        } else {
            guard let wrapped = Wrapped(catalogValue: catalogValue) else { return nil }
            self = .some(wrapped)
        }
    }
}

/// Stored as their raw text: every `Name`, and enumerations with a text. Conform with an empty extension.
extension CatalogConvertible where Self: RawRepresentable<String> {
    package var catalogValue: CatalogValue { .text(rawValue) }

    package init?(catalogValue: CatalogValue) {
        guard case .text(let text) = catalogValue else { return nil }
        self.init(rawValue: text)
    }
}

extension Digest: CatalogConvertible {}
extension EnvironmentName: CatalogConvertible {}
extension ModelName: CatalogConvertible {}
extension ProjectName: CatalogConvertible {}
extension RunID: CatalogConvertible {}
extension RunStatus: CatalogConvertible {}
extension StepName: CatalogConvertible {}
extension WorkspaceName: CatalogConvertible {}
extension DatasetName: CatalogConvertible {}
