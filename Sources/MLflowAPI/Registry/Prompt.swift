internal import Catalog
internal import Promotion

/// Prompts are registered models with a mark: the registry keeps them, and nothing of them is ever promoted, because they have no files.
enum Prompt {
    private static let mark = "mlflow.prompt.is_prompt"

    /// Where MLflow's clients say that a prompt is.
    private static let sources: Set<String> = ["dummy-source", "prompt-template"]

    /// Whether the tags mark a prompt. The last of several counts.
    static func isMarked(_ tags: [Entry]) -> Bool {
        tags.last { $0.key == mark }?.value.lowercased() == "true"
    }

    /// The source of a prompt's version, which says nothing.
    static func source(_ text: String) throws -> String {
        guard sources.contains(text) else {
            throw MLflowError.invalid(
                "Invalid prompt source: \(text.quotedForMessage). Prompt sources must use an MLflow placeholder.")
        }
        return text
    }
}
