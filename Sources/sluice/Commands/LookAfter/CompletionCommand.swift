import ArgumentParser

/// `sluice completion SHELL`
struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Write the completion script for a shell.",
        discussion: """
            Examples:
              sluice completion bash > ~/.local/share/bash-completion/completions/sluice
              sluice completion zsh  > ~/.zfunc/_sluice
              sluice completion fish > ~/.config/fish/completions/sluice.fish
            """)

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish
    }

    mutating func run() throws {
        let completion: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        writeOutput(SluiceCommand.completionScript(for: completion) + "\n")
    }
}
