/// A command: its words are read and refused before anything is opened.
protocol Command {
  static var specification: CommandSpecification { get }

  /// Reads every option it will use.
  init(_ arguments: Arguments) throws(UsageError)

  /// Does the work.
  ///
  /// - Throws: A `Failure`, which ends the process with its status and its sentence.
  func run(_ console: Console) throws
}

/// A command in the catalogue: what it declares and how it is made.
struct CommandEntry: Sendable {
  let specification: CommandSpecification
  let make: @Sendable (Arguments) throws(UsageError) -> any Command

  init<C: Command & SendableMetatype>(_ type: C.Type) {
    specification = C.specification
    make = { (arguments) throws(UsageError) in try C(arguments) }
  }
}

/// The commands that exist, in the order of help.
enum CommandCatalogue {
  static let all: [CommandEntry] = [
    CommandEntry(DownloadCommand.self),
    CommandEntry(SimulateCommand.self),
    CommandEntry(ConvertCommand.self),
    CommandEntry(InspectCommand.self),
    CommandEntry(PreprocessCommand.self),
    CommandEntry(ShellCommand.self),
    CommandEntry(TrainCommand.self),
    CommandEntry(EvaluateCommand.self),
    CommandEntry(ReportCommand.self),
    CommandEntry(PredictCommand.self),
    CommandEntry(ExperimentRunCommand.self),
    CommandEntry(ExperimentReproduceCommand.self),
    CommandEntry(ServeCommand.self),
    CommandEntry(ModelsRegisterCommand.self),
    CommandEntry(ModelsPromoteCommand.self),
    CommandEntry(ModelsListCommand.self),
    CommandEntry(ModelsShowCommand.self),
    CommandEntry(ModelsRollbackCommand.self),
    CommandEntry(ModelsPruneCommand.self),
    CommandEntry(ArchitecturesCommand.self),
    CommandEntry(BenchCommand.self),
    CommandEntry(DoctorCommand.self),
    CommandEntry(CompletionsCommand.self),
  ]

  /// What the first words of commands with two words mean, in the overview.
  static let families: [CommandFamily] = [
    CommandFamily(
      name: "experiment", summary: "Compare models by a protocol: folds, seeds, tables."),
    CommandFamily(
      name: "models", summary: "Register models, put them into production, and look at networks."),
  ]

  static let version = "0.1.0"
}
