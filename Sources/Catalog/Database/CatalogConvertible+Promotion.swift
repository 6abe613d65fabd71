package import Promotion

extension CommitID: CatalogConvertible {}
extension PromotionKind: CatalogConvertible {}
extension RefName: CatalogConvertible {}
extension StepKey: CatalogConvertible {}
extension Strategy: CatalogConvertible {}
extension TreeID: CatalogConvertible {}
extension Verdict: CatalogConvertible {}
