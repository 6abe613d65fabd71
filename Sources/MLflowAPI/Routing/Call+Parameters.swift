internal import Catalog
internal import Promotion

/// Reading parameters. A query string's are texts, so numbers are taken as texts too, as MLflow does. An empty text counts as missing
/// where a value is required.
extension Call {
    /// The text of a parameter; nil if it is missing or null.
    func text(_ key: String) throws -> String? { try parameters.text(key) }

    /// The text of a parameter that must be there and not empty.
    func requiredText(_ key: String) throws -> String { try parameters.requiredText(key) }

    /// The run's id, by either name.
    func runID() throws -> String {
        if let id = try text("run_id"), !id.isEmpty { return id }
        if let id = try text("run_uuid"), !id.isEmpty { return id }
        throw MLflowError.missingParameter("run_id")
    }

    /// A list of texts; one text counts as a list of one, because a query string cannot tell them apart.
    func texts(_ key: String) throws -> [String] {
        switch parameters[key] {
        case nil, .null: return []
        case .string(let text): return [text]
        case .array(let elements):
            return try elements.map { element in
                guard case .string(let text) = element else { throw MLflowError.invalidParameter(key, element) }
                return text
            }
        case let other?: throw MLflowError.invalidParameter(key, other)
        }
    }

    /// A list of keys with values.
    func entries(_ key: StaticString) throws -> [Entry] { try parameters.entries(key) }

    /// `max_results`, from 1 to `limit`.
    func maxResults(default standard: Int, limit: Int) throws -> Int {
        guard let asked = try parameters.integer("max_results") else { return standard }
        guard asked > 0 else {
            throw MLflowError.invalid(
                "Invalid value \(asked) for parameter 'max_results' supplied. It must be a positive integer")
        }
        guard asked <= limit else {
            throw MLflowError.invalid(
                "Invalid value \(asked) for parameter 'max_results' supplied. It must be at most \(limit), but got value "
                    + "\(asked)")
        }
        return Int(asked)
    }

    /// The id of an experiment as clients write it, which is never in another spelling, such as "01".
    static func experimentNumber(_ text: String) throws -> Int64 {
        if let id = Int64(text), String(id) == text { return id }
        guard text.wholeMatch(of: /[-+]?[0-9]+/) != nil else {
            throw MLflowError.invalid(
                "Invalid experiment ID \(text.quotedForMessage). Experiment ID must be a valid integer.")
        }
        throw MLflowError.missing("No Experiment with id=\(text.prefix(80)) exists")
    }

    /// The experiment that `experiment_id` names; "0" and nothing at all stand for the workspace's own Default.
    func experimentID(_ text: String?) throws -> Int64 {
        guard let text, text != "0", !text.isEmpty else {
            guard let id = try transaction.defaultExperimentID(in: name) else {
                throw MLflowError.missing("No Experiment with id=0 exists")
            }
            return id
        }
        return try Self.experimentNumber(text)
    }
}

extension JSON {
    func text(_ key: String) throws -> String? {
        switch self[key] {
        case nil, .null: return nil
        case .string(let text): return text
        case let other?: throw MLflowError.invalidParameter(key, other)
        }
    }

    func requiredText(_ key: String) throws -> String {
        guard let text = try text(key), !text.isEmpty else { throw MLflowError.missingParameter(key) }
        return text
    }

    func integer(_ key: String) throws -> Int64? {
        switch self[key] {
        case nil, .null: return nil
        case .integer(let integer): return integer
        case .string(let text):
            if let integer = Int64(text) { return integer }
            throw MLflowError.invalidParameter(key, .string(text))
        case .real(let real):
            if let integer = Int64(exactly: real) { return integer }
            throw MLflowError.invalidParameter(key, .real(real))
        case let other?: throw MLflowError.invalidParameter(key, other)
        }
    }

    func real(_ key: String) throws -> Double? {
        switch self[key] {
        case nil, .null: return nil
        case .integer(let integer): return Double(integer)
        case .real(let real): return real
        case .string("NaN"): return .nan
        case .string("Infinity"): return .infinity
        case .string("-Infinity"): return -.infinity
        case .string(let text):
            // Only plain decimal text: Swift would also take "0x1p3" and "nan(1)".
            if text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let real = Double(text) { return real }
            throw MLflowError.invalidParameter(key, .string(text))
        case let other?: throw MLflowError.invalidParameter(key, other)
        }
    }

    func flag(_ key: String) throws -> Bool? {
        switch self[key] {
        case nil, .null: return nil
        case .bool(let flag): return flag
        case .string("true"): return true
        case .string("false"): return false
        case let other?: throw MLflowError.invalidParameter(key, other)
        }
    }

    func list(_ key: String) throws -> [JSON] {
        switch self[key] {
        case nil, .null: return []
        case .array(let elements): return elements
        case let other?: throw MLflowError.invalidParameter(key, other)
        }
    }

    func entries(_ list: StaticString) throws -> [Entry] {
        try self.list("\(list)").enumerated().map { index, element in
            guard case .object = element else { throw MLflowError.invalidParameter("\(list)", element) }
            guard let key = try element.text("key"), !key.isEmpty else {
                throw MLflowError.missingParameter("key", .element(list, index))
            }
            return Entry(key: key, value: try element.text("value") ?? "")
        }
    }
}

extension MLflowError {
    /// MLflow's words for a parameter that is not there.
    static func missingParameter(_ key: String, _ place: NamePlace = .request) -> MLflowError {
        invalid(
            "Missing value for required parameter '\(place.text(key))'. See the API docs for more information about request parameters."
        )
    }

    /// MLflow's words for a parameter of the wrong kind.
    static func invalidParameter(_ key: String, _ value: JSON) -> MLflowError {
        invalid(
            "Invalid value \(value.shown) for parameter '\(key)' supplied:  Hint: Value was of type '\(value.pythonType)'. "
                + "See the API docs for more information about request parameters.")
    }
}
