/// The notes about all routes, room by room.
enum OperationNotes {
    static let all = server + projects + runs + models + approvals + gates + secrets + imports + logins + access

    static let project = "/api/v1/projects/{project}"
    static let environment = project + "/environments/{environment}"
}
