/// A list of a source's answer, read element by element: one that is not as it should be does not hide the others.
struct SourceList<Element: SourceRecord>: Decodable, Sendable {
    var elements: [Element] = []
    /// Ids of elements that could not be read, as far as they have one.
    var broken: [String] = []

    init() {}

    init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        while !container.isAtEnd {
            let attempt = try container.decode(Attempt.self)
            if let element = attempt.element { elements.append(element) } else { broken.append(attempt.id) }
        }
    }

    private struct Attempt: Decodable {
        var element: Element?
        var id = "?"

        init(from decoder: any Decoder) throws {
            do { element = try Element(from: decoder) } catch {
                id = (try? Element.identity(from: decoder)) ?? "?"
            }
        }
    }
}

/// Something that a source lists.
protocol SourceRecord: Decodable, Sendable {
    /// What tells it from others of its kind.
    var id: String { get }
    /// The id of one that cannot be read as a whole.
    static func identity(from decoder: any Decoder) throws -> String
}

/// One page of a source's list.
protocol SourcePage: Decodable, Sendable {
    associatedtype Element: SourceRecord
    var list: SourceList<Element>? { get }
    var nextPageToken: String? { get }
}

/// A whole number, which some servers write as text.
struct LooseInteger: Decodable, Sendable {
    let value: Int64

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Int64.self) {
            self.value = value
        } else if let value = Int64(try container.decode(String.self)) {
            self.value = value
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no whole number")
        }
    }
}

/// A text, which some servers write as a number.
struct LooseText: Decodable, Sendable {
    let value: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(String.self) {
            self.value = value
        } else {
            value = String(try container.decode(Int64.self))
        }
    }
}
