import Files
import Kernels
import Networks

/// What a checkpoint holds beside the model: Adam's moments, and all that decides how training goes
/// on.
struct TrainingStateFile: ~Copyable {
  private static let name = "training-state.safetensors"
  private static let format = "energy-training-state"
  private static let formatVersion = 1

  /// The checkpoint's model, as a path.
  let model: String
  private let file: SafetensorsFile

  /// Opens a checkpoint's state.
  ///
  /// - Throws: `TrainingError`: 66 where it is missing, 65 where it is damaged or newer.
  init(in folder: String) throws(TrainingError) {
    let path = FileSystem.joined(folder, TrainingStateFile.name)
    let file = try TrainingStateFile.opened(path)
    let version = file.header.metadata["format_version"].flatMap(Int.init)
    guard file.header.metadata["format"] == TrainingStateFile.format, let version else {
      throw TrainingStateFile.refusal(path, "it holds no state of training")
    }
    guard version <= TrainingStateFile.formatVersion else {
      throw TrainingStateFile.refusal(
        path,
        "it is of format version \(version), and this version of energy reads versions up to "
          + "\(TrainingStateFile.formatVersion)")
    }
    self.init(file, model: FileSystem.joined(folder, "model.safetensors"))
  }

  private static func opened(_ path: String) throws(TrainingError) -> SafetensorsFile {
    do throws(NetworksError) {
      let file = try SafetensorsFile(path: path)
      try file.checkSeal()
      return file
    } catch { throw TrainingError(error) }
  }

  private init(_ file: consuming SafetensorsFile, model: String) {
    self.file = file
    self.model = model
  }

  /// Whether it ended the best epoch so far.
  var isBest: Bool { file.header.metadata["is_best"] == "true" }

  /// Writes a state beside its model.
  ///
  /// - Throws: `FilesError`: 73 where the file cannot be created, 74 where the disk fails.
  static func write(
    _ state: LearningState, isBest: Bool, modelSeal: String, into folder: String
  ) throws(FilesError) {
    let texts: [(String, String)] = [
      ("format", format), ("format_version", String(formatVersion)), ("model_sha256", modelSeal),
      ("is_best", isBest ? "true" : "false"), ("step", String(state.adam.step)),
      ("place", state.place.json.text), ("progress", state.progress.json.text),
      ("curve", JSON.array(state.curve.map(\.json)).text),
    ]
    let names = state.network.plan.parameters.map(\.name)
    let moments = [("first", state.adam.first), ("second", state.adam.second)]
    try SafetensorsWriter.write(
      moments.flatMap { moment, tensors in
        zip(names, tensors).map { .init(name: "\(moment).\($0.0)", tensor: $0.1) }
      },
      metadata: texts.map { JSON.Member(key: $0.0, value: .string($0.1)) },
      to: FileSystem.joined(folder, name))
  }

  /// The state, with the network of the model beside it.
  ///
  /// - Throws: `TrainingError` (65) where it is another network's, or makes no sense.
  func state(network: Network) throws(TrainingError) -> LearningState {
    let texts = file.header.metadata
    guard texts["model_sha256"] == (try modelSeal()) else {
      throw TrainingStateFile.refusal(
        file.path, "it belongs to another model than the one beside it")
    }
    guard let step = texts["step"].flatMap(Int.init), step >= 0,
      let progress = EpochProgress(json: try json("progress")),
      case .array(let points) = try json("curve")
    else { throw TrainingStateFile.refusal(file.path, "its place in the training makes no sense") }
    let curve = points.compactMap(CurvePoint.init(json:))
    guard curve.count == points.count, progress.epoch == curve.count + 1 else {
      throw TrainingStateFile.refusal(file.path, "its curve makes no sense")
    }
    return LearningState(
      network: network,
      adam: AdamState(
        first: try moments("first", of: network.plan),
        second: try moments("second", of: network.plan), step: step),
      place: try SamplerPlace(json: try json("place")), progress: progress, curve: curve)
  }

  private func modelSeal() throws(TrainingError) -> String? {
    do { return try SafetensorsFile(path: model).seal } catch { throw TrainingError(error) }
  }

  private func moments(_ moment: String, of plan: NetworkPlan) throws(TrainingError) -> [Tensor] {
    var tensors: [Tensor] = []
    for parameter in plan.parameters {
      let tensor: Tensor
      do { tensor = try file.floats("\(moment).\(parameter.name)") } catch {
        throw TrainingError(error)
      }
      guard tensor.shape == parameter.shape else {
        throw TrainingStateFile.refusal(
          file.path,
          "\(moment).\(parameter.name) is of shape \(tensor.shape), not "
            + "\(parameter.shape)")
      }
      tensors.append(tensor)
    }
    return tensors
  }

  private func json(_ key: String) throws(TrainingError) -> JSON {
    do { return try JSON.parse(file.header.metadata[key] ?? "") } catch {
      throw TrainingStateFile.refusal(file.path, "its \(key) makes no sense")
    }
  }

  private static func refusal(_ path: String, _ reason: String) -> TrainingError {
    TrainingError(
      status: .badData, attempt: "read the training state", path: path, reason: reason)
  }
}
