import ArgumentParser

/// `sluice`: the commands in groups, in the order in which people meet them; the folders in `Commands` are the same.
struct SluiceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sluice",
        abstract: "Promote machine-learning models from git branch to production, through gates.",
        discussion: """
            Sluice watches git repositories. A push to a branch that an environment claims starts a run: the pipeline's tests, \
            training and evaluation. A new version becomes champion only if it passes the environment's gate, and everything \
            that led to it is on record.

            First steps:
              sluice init --template churn ./churn      a repository with a pipeline
              sluice up                                 the server, in a terminal of its own
              sluice project add churn ./churn          have it watched
              git -C ./churn push . HEAD:dev            a push starts a run
              sluice status                             what is where

            Exit status: 0 it went well, 1 a gate or a run said no, 2 the command line is wrong, 3 it could not be found out.

            Environment: SLUICE_HOME is the server's folder (default ~/.sluice); SLUICE_SERVER and SLUICE_TOKEN point at \
            another server; NO_COLOR turns colours off.
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "Begin",
                subcommands: [
                    InitCommand.self, ValidateCommand.self, SchemaCommand.self, UpCommand.self, ProjectCommand.self,
                ]),
            CommandGroup(
                name: "See",
                subcommands: [
                    StatusCommand.self, PlanCommand.self, RunsCommand.self, LogsCommand.self, ModelsCommand.self,
                    TraceCommand.self, GateCommand.self, WaitCommand.self,
                ]),
            CommandGroup(
                name: "Act",
                subcommands: [
                    RunCommand.self, AbortCommand.self, ApprovalsCommand.self, ApproveCommand.self, RejectCommand.self,
                    PromoteCommand.self, OverrideCommand.self, RollbackCommand.self, BlockCommand.self,
                    HoldCommand.self, ResumeCommand.self,
                ]),
            CommandGroup(
                name: "People",
                subcommands: [
                    UserCommand.self, GroupCommand.self, RoleCommand.self, TokenCommand.self, WhoAmICommand.self,
                    AccessCommand.self, AuditCommand.self,
                ]),
            CommandGroup(
                name: "Look after",
                subcommands: [
                    LoginCommand.self, LogoutCommand.self, SecretCommand.self, ImportCommand.self, DoctorCommand.self,
                    VersionCommand.self, CompletionCommand.self,
                ]),
        ]
    )
}
