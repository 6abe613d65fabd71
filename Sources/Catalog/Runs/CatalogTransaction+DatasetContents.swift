package import Promotion

extension CatalogTransaction {
    /// Keeps what a dataset version contains; what is known already stays, unless `replacing` says that more was found out.
    package func storeContents(
        _ contents: DatasetContents, of digest: Digest, replacing: Bool = false
    ) throws(CatalogError) {
        let text = try StoredJSON.text(of: contents, in: "contents")
        try execute(
            "INSERT INTO dataset_contents (digest, contents) VALUES (\(digest), \(text)) ON CONFLICT (digest) DO NOTHING"
        )
        if replacing { try execute("UPDATE dataset_contents SET contents = \(text) WHERE digest = \(digest)") }
    }

    /// What a dataset version contains, or nil if nobody looked.
    package func datasetContents(of digest: Digest) throws(CatalogError) -> DatasetContents? {
        guard let text: String = try value("SELECT contents FROM dataset_contents WHERE digest = \(digest)") else {
            return nil
        }
        return try StoredJSON.value(DatasetContents.self, from: text, in: "contents")
    }
}
