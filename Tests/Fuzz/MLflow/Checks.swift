import Catalog
import Foundation
import MLflowAPI

/// What holds for any text whatsoever. Each check gives what does not hold, or nil.
struct Checks {
    private static let grammars: [SearchGrammar] = [
        .runs, .experiments, .registeredModels, .modelVersions, .loggedModels,
    ]

    /// A kind of input: what it begins with, and what must hold for it.
    struct Kind: Sendable {
        let name: String
        let corpus: [[UInt8]]
        let check: @Sendable ([UInt8]) -> String?
    }

    static let kinds = [
        Kind(name: "filter", corpus: Corpus.bytes(Corpus.filters), check: filter),
        Kind(name: "order", corpus: Corpus.bytes(Corpus.orders), check: order),
        Kind(name: "body", corpus: Corpus.bytes(Corpus.bodies), check: body),
        Kind(name: "query", corpus: Corpus.bytes(Corpus.queries), check: query),
        Kind(name: "token", corpus: Corpus.bytes(Corpus.tokens), check: token),
    ]

    /// What is read can be written, and what was written is read as the same.
    @Sendable private static func filter(_ bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        for grammar in grammars {
            let problem = refusing {
                let conditions = try FilterParser.conditions(in: text, grammar)
                guard let printed = FilterPrinter(grammar: grammar).text(of: conditions) else {
                    return "\(conditions) cannot be written as a filter"
                }
                // What is written has quotes where there were none, and so may be longer than what is allowed.
                guard printed.utf8.count < 60_000 else { return nil }
                let again = try FilterParser.conditions(in: printed, grammar)
                return again == conditions ? nil : "\(conditions) is written as \(printed), which is \(again)"
            }
            if let problem { return problem }
        }
        return nil
    }

    @Sendable private static func order(_ bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        for grammar in grammars {
            let problem = refusing {
                let order = try OrderParser.order([text], grammar)
                return order.count == 1 ? nil : "an order of one key has \(order.count)"
            }
            if let problem { return problem }
        }
        return nil
    }

    /// JSON that is read can be written, and what was written is read as the same.
    @Sendable private static func body(_ bytes: [UInt8]) -> String? {
        guard let read = try? parse(bytes) else { return nil }
        let printed = JSONPrinter.text(of: read)
        guard let again = try? parse(Array(printed.utf8)) else { return "\(printed) is written, but cannot be read" }
        return JSONPrinter.text(of: again) == printed ? nil : "\(printed) is written, but not read as the same"
    }

    private static func parse(_ bytes: [UInt8]) throws -> JSON {
        try bytes.withUnsafeBytes { bytes throws(JSONError) in try JSONParser.parse(bytes) }
    }

    @Sendable private static func query(_ bytes: [UInt8]) -> String? {
        refusing {
            let members = try RequestDecoding.query(String(decoding: bytes, as: UTF8.self))
            return members.count <= 1000 ? nil : "\(members.count) members"
        }
    }

    /// A token that is taken is that of the search, and given for the same place again.
    @Sendable private static func token(_ bytes: [UInt8]) -> String? {
        let search = SearchToken(of: [["a"]])
        let problem = refusing {
            let text = String(decoding: bytes, as: UTF8.self)
            guard let cursor = try search.decode(text, count: 3) else { return nil }
            let again = try search.decode(search.encode(cursor), count: 3)
            return again == cursor ? nil : "\(cursor) is not \(again as Any)"
        }
        if let problem { return problem }
        // The same bytes as values of a place.
        let cursor = SearchCursor(values: [
            .text(String(decoding: bytes, as: UTF8.self)), .integer(Int64(bytes.count)),
            .real(Double(bytes.first ?? 0) / 3),
        ])
        return refusing {
            let again = try search.decode(search.encode(cursor), count: 3)
            return again == cursor ? nil : "\(cursor) is not \(again as Any)"
        }
    }

    /// Errors are MLflow's, with status 400 and a message that says something.
    private static func refusing(_ body: () throws -> String?) -> String? {
        do {
            return try body()
        } catch let error as MLflowError {
            return error.code == .invalidParameterValue && !error.message.isEmpty ? nil : "the refusal is \(error)"
        } catch {
            return "the refusal is no MLflowError: \(error)"
        }
    }
}

/// Writes JSON, with the words for numbers that JSON lacks.
enum JSONPrinter {
    static func text(of json: JSON) -> String {
        switch json {
        case .null: "null"
        case .bool(let bool): "\(bool)"
        case .integer(let integer): "\(integer)"
        case .real(let real) where real.isNaN: "NaN"
        case .real(let real) where real.isInfinite: real < 0 ? "-Infinity" : "Infinity"
        case .real(let real): "\(real)"
        case .string(let string): quoted(string)
        case .array(let elements): "[" + elements.map(text).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\(quoted($0.key)):\(text(of: $0.value))" }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ string: String) -> String {
        var text = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
