/// The migrations of the promotion half, numbers from 50.
enum PromotionMigrations {
    static let all: [any Migration.Type] = [
        M0050CreateProjects.self,
        M0051CreateEnvironments.self,
        M0052CreateRuns.self,
        M0053CreateAttempts.self,
        M0054CreateRunDatasets.self,
        M0055CreatePromotions.self,
        M0056CreateLineage.self,
        M0057CreateLedger.self,
        M0060CreateApprovals.self,
        M0061CreateOverrides.self,
        M0062CreateVersionBlocks.self,
        M0063CreatePolicyChanges.self,
        M0064CreateRunParts.self,
        M0065CreateUsers.self,
        M0066CreateGroups.self,
        M0067CreateGrants.self,
        M0068CreateTokens.self,
        M0069CreateAudit.self,
        M0070CreateSecrets.self,
        M0072CreateDatasetContents.self,
        M0073CreateGateEvidence.self,
        M0074CreateCommandOutcomes.self,
        M0075AddWaitingTimeOfRuns.self,
        M0076CreateSessions.self,
    ]
}
