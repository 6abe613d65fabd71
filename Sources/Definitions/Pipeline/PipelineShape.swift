import Promotion

/// `sluice.yaml`, field by field.
enum PipelineShape {
    static let mostSteps = 500
    static let mostSecrets = 50

    static var document: Shape<Pipeline> {
        .record(
            "a pipeline file",
            Field("apiVersion", "Version of this format.", .constant("API version", "sluice/v1")),
            Field("kind", "What the file defines.", .constant("kind", "Pipeline")),
            Field("metadata", "What the pipeline is called.", metadata),
            Field("spec", "What the pipeline does.", spec)
        ) { _, _, name, spec in
            Pipeline(name: name.rawValue, model: spec.model, requirements: spec.requirements, steps: spec.steps)
        }
    }

    private static var metadata: Shape<StepName> {
        .record("metadata", Field("name", "The pipeline's name.", .stepName)) { $0 }
    }

    private struct Spec {
        let model: ModelName
        let requirements: String?
        let steps: [PipelineStep]
    }

    private static var spec: Shape<Spec> {
        .record(
            "a pipeline's spec",
            Field("model", "The registered model that the pipeline produces.", .modelName),
            Field(
                "python", "The Python environment of the steps; left out, steps get the bare interpreter.", python,
                or: nil),
            Field(
                "steps", "What is run, in any order that 'needs' allows.",
                .list(of: step, "steps", atLeast: 1, atMost: mostSteps))
        ) { Spec(model: $0, requirements: $1, steps: $2) }
    }

    private static var python: Shape<String?> {
        .record(
            "the Python environment",
            Field("requirements", "Path of the requirements file, from the commit's root.", .relativePath("a path"))
        ) { $0 }
    }

    private static var step: Shape<PipelineStep> {
        .record(
            "a step",
            Field("name", "Unique in the pipeline.", .stepName),
            Field(
                "kind",
                "What the step is for: 'evaluate' scores candidate and champion, 'deploy' runs after a promotion. Default: task.",
                .choice("a step kind", placeholder: .task), or: .task),
            Field("run", "The command, split into words without a shell; $NAME takes a variable's value.", .command),
            Field(
                "needs", "Steps that must have succeeded before.",
                .list(of: .stepName, "step names", atMost: mostSteps).distinct(\.rawValue), or: []),
            Field(
                "reads", "Datasets that the step gets, read-only.",
                .list(of: .datasetName, "dataset names", atMost: 100).distinct(\.rawValue), or: []),
            Field(
                "writes", "Datasets that the step may write.",
                .list(of: .datasetName, "dataset names", atMost: 100).distinct(\.rawValue), or: []),
            Field(
                "variables", "Variables of this step, over those of the environment; values are text.", .variables,
                or: [:]),
            Field(
                "secrets", "Secrets of the environment that this step gets as variables, and no other step.",
                .list(of: .secretName, "secret names", atMost: mostSecrets).distinct(\.rawValue), or: []),
            Field("limits", "Bounds of one attempt.", limits, or: StepLimits()),
            Field("retries", "How often a failed attempt is tried again. Default: 0.", .integer(0...10), or: 0)
        ) {
            PipelineStep(
                name: $0, kind: $1, run: $2, needs: $3, reads: $4, writes: $5, variables: $6, secrets: $7, limits: $8,
                retries: $9)
        }
    }

    private static var limits: Shape<StepLimits> {
        let usual = StepLimits()
        return .record(
            "limits",
            Field("timeout", "Wall time. Default: 1h.", .duration(1...2_592_000), or: Int64(usual.seconds)),
            Field(
                "memory", "Resident memory of the whole process tree. Default: 8Gi.", .size(1 << 20...1 << 50),
                or: usual.memory),
            Field(
                "output", "Bytes of output that the log keeps. Default: 16Mi.", .size(1 << 10...1 << 40),
                or: usual.output),
            Field(
                "grace", "Time between SIGTERM and SIGKILL. Default: 10s.", .duration(0...3600),
                or: Int64(usual.graceSeconds))
        ) { StepLimits(seconds: Int($0), memory: $1, output: $2, graceSeconds: Int($3)) }
    }
}
