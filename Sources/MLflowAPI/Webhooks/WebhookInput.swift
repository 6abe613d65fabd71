internal import Catalog
internal import Promotion

/// What a request says about a webhook, checked as MLflow checks it; nil where it says nothing.
struct WebhookInput {
    var name: String?
    var description: String?
    var url: String?
    var events: [WebhookEvent]?
    /// An empty one stands for none.
    var secret: String?
    var status: Webhook.Status?

    init(_ parameters: JSON) throws {
        name = try parameters.text("name").flatMap { $0.isEmpty ? nil : $0 }
        description = try parameters.text("description")
        url = try parameters.text("url").flatMap { $0.isEmpty ? nil : $0 }
        secret = try parameters.text("secret")
        status = try Self.status(parameters["status"])
        let events = try parameters.list("events").map(Self.event)
        self.events = events.isEmpty ? nil : Set(events).sorted { $0.rawValue < $1.rawValue }
        if let name { try Self.check(name: name) }
        if let description, description.utf8.count > 5000 {
            throw MLflowError.invalid("'description' exceeds the maximum length of 5000 characters")
        }
        if let secret, secret.utf8.count > 1000 {
            throw MLflowError.invalid("'secret' exceeds the maximum length of 1000 characters")
        }
    }

    /// The event that a request names; nil if it names none.
    static func event(named key: String, in parameters: JSON) throws -> WebhookEvent? {
        switch parameters[key] {
        case nil, .null: nil
        case let event?: try Self.event(event)
        }
    }

    private static func check(name: String) throws {
        let isValid =
            name.utf8.count <= 63 && isLetterOrDigit(name.utf8.first) && isLetterOrDigit(name.utf8.last)
            && name.utf8.allSatisfy { isLetterOrDigit($0) || [0x2E, 0x5F, 0x2D].contains($0) }
        guard !isValid else { return }
        throw MLflowError.invalid(
            "Webhook name \(name.quotedForMessage) is invalid. It must start and end with a letter or digit, be less than 63 "
                + "characters long, and contain only letters, digits, dots (.), underscores (_), and hyphens (-).")
    }

    private static func isLetterOrDigit(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }

    private static func status(_ value: JSON?) throws -> Webhook.Status? {
        switch value {
        case nil, .null, .string(""): return nil
        case .integer(1): return .active
        case .integer(2): return .disabled
        case .string(let text):
            if let status = Webhook.Status(rawValue: text) { return status }
            throw MLflowError.invalidParameter("status", .string(text))
        case let other?: throw MLflowError.invalidParameter("status", other)
        }
    }

    // MARK: Events

    /// MLflow's entities, in the order of their numbers.
    private static let entities = [
        "ENTITY_UNSPECIFIED", "REGISTERED_MODEL", "MODEL_VERSION", "MODEL_VERSION_TAG", "MODEL_VERSION_ALIAS", "PROMPT",
        "PROMPT_VERSION", "PROMPT_TAG", "PROMPT_VERSION_TAG", "PROMPT_ALIAS", "BUDGET_POLICY",
    ]
    /// MLflow's actions, in the order of their numbers.
    private static let actions = ["ACTION_UNSPECIFIED", "CREATED", "UPDATED", "DELETED", "SET", "EXCEEDED"]

    private static func event(_ value: JSON) throws -> WebhookEvent {
        guard case .object = value else { throw MLflowError.invalidParameter("events", value) }
        let entity = try name(of: value, "entity", in: entities)
        let action = try name(of: value, "action", in: actions)
        if let event = WebhookEvent(rawValue: "\(entity).\(action)") { return event }
        guard entity != "budget_policy" || action != "exceeded" else {
            throw MLflowError.invalid(
                "Webhook event 'budget_policy.exceeded' never happens here: this server has no budget policies")
        }
        let valid = WebhookEvent.allCases.filter { $0.entity == entity }.map { "'\($0.action)'" }.sorted()
        throw MLflowError.invalid(
            "Invalid action '\(action)' for entity '\(entity)'. Valid actions are: [\(valid.joined(separator: ", "))]")
    }

    /// The name of an enumeration's value in small letters; JSON has the name or the number.
    private static func name(of event: JSON, _ key: String, in names: [String]) throws -> String {
        switch event[key] {
        case nil, .null: throw MLflowError.missingParameter(key)
        case .string(let text) where names.contains(text): return text.lowercased()
        case .integer(let number) where names.indices.contains(Int(clamping: number)):
            return names[Int(clamping: number)].lowercased()
        case let other?:
            throw MLflowError.invalid(
                "Unknown webhook event: \(other.shown) is no \(key). Known are \(names.dropFirst().joined(separator: ", "))."
            )
        }
    }
}
