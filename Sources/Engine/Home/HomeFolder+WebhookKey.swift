import Promotion

extension HomeFolder {
    /// The key with which webhooks' secrets are sealed; made when it is first asked for. Without this file they cannot be read.
    package func webhookKey() throws -> [UInt8] {
        let file = "webhook.key"
        let remedy = "bring it back from a backup, or remove it and set the webhooks' secrets again"
        return try readKey(file, of: "the webhooks", remedy: remedy) ?? makeKey(file)
    }
}
