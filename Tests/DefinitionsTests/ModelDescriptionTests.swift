import Definitions
import Promotion
import Testing

@Suite("MLmodel files")
struct ModelDescriptionTests {
    private func read(_ text: String) throws -> ModelDescription {
        try ModelDescriptionReader().description(in: Array(text.utf8))
    }

    private func problem(_ text: String) -> String? {
        do {
            _ = try read(text)
            return nil
        } catch let problem as ModelDescriptionReader.Problem { return problem.reason } catch { return "\(error)" }
    }

    @Test func flavorsAndSignatureAreReadAsMLflowWritesThem() throws {
        let found = try read(
            #"""
            artifact_path: mlflow-artifacts:/1/models/m-1/artifacts
            flavors:
              python_function:
                env: {conda: conda.yaml, virtualenv: python_env.yaml}
                loader_module: mlflow.sklearn
              sklearn:
                code: null
                sklearn_version: 1.7.2
            mlflow_version: 3.17.2
            model_size_bytes: 1234
            signature:
              inputs: '[{"type": "double", "name": "tenure", "required": true}, {"type": "string",
                "name": "plan", "required": false}, {"type": "array", "items": {"type": "long"}, "name": "n",
                "required": true}]'
              outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1, 3]}}]'
              params: null
              type_from_example: true
            """#)
        #expect(found.flavors == ["python_function", "sklearn"])
        #expect(
            found.inputs == [
                .init(name: "tenure", type: "double", isOptional: false),
                .init(name: "plan", type: "string", isOptional: true),
                .init(name: "n", type: "array {items: {type: long}}", isOptional: false),
            ])
        #expect(found.outputs == [.init(name: "", type: "int64 (-1, 3)", isOptional: false)])
    }

    @Test func aModelWithoutSignatureOrOutputsHasNone() throws {
        #expect(try read("flavors: {onnx: {}}\n") == ModelDescription(flavors: ["onnx"]))
        #expect(try read("flavors: {onnx: {}}\nsignature: null\n") == ModelDescription(flavors: ["onnx"]))
        let inputsOnly = try read("flavors: {}\nsignature: {inputs: '[]', outputs: null, params: null}\n")
        #expect(inputsOnly == ModelDescription(flavors: [], inputs: [], outputs: nil))
    }

    @Test(arguments: [
        ("", "no content"), ("- 1\n", "MLmodel is no mapping"), ("flavors: [a]\n", "'flavors' is no mapping"),
        ("flavors: {a: !!python/object/apply:os.system [id]}\n", "tags"), ("flavors: {a: &x [1]}\n", "anchors"),
        ("flavors: {}\nsignature: {inputs: '{'}\n", "line "),
        ("flavors: {}\nsignature: {inputs: '[{}]'}\n", "an element of 'signature.inputs' has no type"),
        ("flavors: {}\nsignature: {inputs: [1]}\n", "'signature.inputs' is no text"),
    ])
    func damagedFilesAreToldWithAReason(_ text: String, _ expected: String) {
        let found = problem(text) ?? "none"
        #expect(found.contains(expected))
    }
}
