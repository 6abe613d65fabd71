/// A dataset that code said it read, as `mlflow.log_input` describes it.
package struct DatasetInput: Hashable, Sendable {
    package var name: String
    package var digest: String
    package var sourceType: String
    package var source: String
    package var schema: String?
    package var profile: String?
    package var tags: [Entry]

    package init(
        name: String, digest: String, sourceType: String, source: String, schema: String?, profile: String?,
        tags: [Entry]
    ) {
        self.name = name
        self.digest = digest
        self.sourceType = sourceType
        self.source = source
        self.schema = schema
        self.profile = profile
        self.tags = tags
    }
}
