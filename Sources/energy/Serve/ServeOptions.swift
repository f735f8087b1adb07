import Configuration
import Files
import HTTP
import Serving

/// What the command line and the environment ask of a server.
struct ServeOptions: Sendable {
  static let all: [OptionSpecification] = [
    .option(
      "--checkpoint", "PATH", default: "MODEL_PATH, or the registry's production models",
      repeatable: true, completion: .folder,
      "A checkpoint, a run or a model file to serve."),
    .option("--host", "HOST", default: "API_HOST, or 127.0.0.1", "The address to listen at."),
    .option(
      "--port", "N", default: "API_PORT, or 8000", "The port to listen at; 0 takes a free one."),
    .option(
      "--workers", "N", default: "API_WORKERS, or 2",
      "Threads that read requests and write answers."),
    .option(
      "--precision", "WORD", default: "full",
      completion: .words(ServedPrecision.allCases.map(\.rawValue)),
      "half keeps the dense layers' weights in 16 bits: faster, and off by less than 0.1 W."),
    .flag("--require-token", "Ask for API_TOKEN on every route but /health."),
    .option("--cors", "ORIGIN", "Let pages of another origin ask: https://example.org, or *."),
    .option("--max-body", "MB", default: "64", "The longest body, in megabytes (2^20 bytes)."),
    .option("--max-samples", "N", default: "2000000", "The longest series."),
    .option("--max-connections", "N", default: "10000", "Connections open at the same time."),
    .option(
      "--threads", "N", default: "one for each core", "Threads that compute."),
    .option(
      "--log-predictions", "FILE", completion: .file,
      "Keep answers in a database, for /log and /drift."),
    .option("--log-sample", "FRACTION", default: "1", "Of the answers, those that are kept."),
    .option(
      "--log-size", "MB", default: "256", "Megabytes of the database; the oldest answers go."),
    .option("--log-retention", "SPAN", default: "30d", "How long answers are kept."),
    .option(
      "--head-deadline", "SPAN", default: "10s", "How long a request's head may take to come."),
    .option(
      "--body-deadline", "SPAN", default: "30s",
      "How long a body may take, or an answer to be read; longer while bytes are moving."),
    .option(
      "--reload-every", "SPAN", default: "1s",
      "How often to look for newly promoted models; 0 looks only when asked."),
    .option(
      "--grace", "SPAN", default: "30s", "How long a signal waits for answers in the making."),
    .option(
      "--log-format", "WORD", default: "text on a terminal, else json",
      completion: .words(ServerLog.Format.allCases.map(\.rawValue)),
      "How the log on standard error is spelled."),
  ]

  let settings: ServerSettings
  /// nil where the terminal decides.
  let format: ServerLog.Format?
  /// Seconds.
  let grace: Double

  init(_ arguments: Arguments, environment: (String) -> String?) throws(UsageError) {
    var http = HTTPSettings()
    http.host = arguments.text("--host") ?? environment("API_HOST") ?? http.host
    http.port =
      try ServeOptions.number("--port", "API_PORT", 0...65_535, arguments, environment)
      ?? http.port
    http.workers =
      try ServeOptions.number("--workers", "API_WORKERS", 1...256, arguments, environment)
      ?? http.workers
    http.maximumConnections =
      try arguments.integer("--max-connections", in: 1...1_000_000) ?? http.maximumConnections
    http.headSeconds = try ServeOptions.span("--head-deadline", arguments) ?? http.headSeconds
    http.bodySeconds = try ServeOptions.span("--body-deadline", arguments) ?? http.bodySeconds
    var settings = ServerSettings(
      http: http, service: try ServeOptions.service(arguments, environment),
      sources: ServeOptions.sources(arguments, environment), version: CommandCatalogue.version)
    settings.models.precision =
      try arguments.value("--precision", "full or half") { ServedPrecision(rawValue: $0) } ?? .full
    if let span = try ServeOptions.span("--reload-every", arguments) {
      settings.models.reloadEvery = span > 0 ? max(span, 0.05) : nil
    }
    if let megabytes = try arguments.integer("--max-body", in: 1...100_000) {
      settings.limits.bodyBytes = megabytes << 20
      settings.http.allBodies = max(settings.http.allBodies, 2 * settings.limits.bodyBytes)
    }
    settings.limits.samples =
      try arguments.integer("--max-samples", in: 1...1_000_000_000) ?? settings.limits.samples
    settings.threads = try arguments.integer("--threads", in: 1...1024)
    settings.predictionLog = try ServeOptions.predictionLog(arguments)
    self.settings = settings
    grace = try ServeOptions.span("--grace", arguments) ?? 30
    format = try arguments.value("--log-format", "text or json") { ServerLog.Format(rawValue: $0) }
  }

  /// Said where strangers may ask without a token; nil where nothing is wrong.
  var warning: String? {
    let host = settings.http.host
    let isLoopback = host == "localhost" || host == "::1" || host.hasPrefix("127.")
    if isLoopback || settings.service.requiresToken { return nil }
    return "\(host) may be reached from other machines, and anyone there may ask. Set API_TOKEN "
      + "and give --require-token, or listen at 127.0.0.1."
  }

  /// "http://127.0.0.1:8000": where a browser on this machine finds it.
  func address(port: Int) -> String {
    let host = settings.http.host
    return "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
  }

  private static func service(
    _ arguments: Arguments, _ environment: (String) -> String?
  ) throws(UsageError) -> ServiceSettings {
    let token = environment("API_TOKEN")
    let isPlain = token?.utf8.allSatisfy { (0x21...0x7E).contains($0) } ?? true
    guard isPlain else {
      throw UsageError("API_TOKEN holds a blank or a letter that no request can carry")
    }
    if arguments.has("--require-token"), token == nil {
      throw UsageError(
        "--require-token needs a token", remedy: "Set API_TOKEN in the environment.")
    }
    let origin = try arguments.value("--cors", "an origin, https://example.org, or *") { text in
      let isOrigin = text.hasPrefix("http://") || text.hasPrefix("https://")
      let isWhole = text.utf8.allSatisfy { (0x21...0x7E).contains($0) } && !text.hasSuffix("/")
      return text == "*" || isOrigin && isWhole ? text : nil
    }
    return ServiceSettings(
      token: token, requiresToken: arguments.has("--require-token"), origin: origin)
  }

  private static func predictionLog(_ arguments: Arguments) throws(UsageError) -> LogSettings? {
    let fraction = try arguments.value("--log-sample", "a number above 0, up to 1") { text in
      Double(text).flatMap { $0 > 0 && $0 <= 1 ? $0 : nil }
    }
    let megabytes = try arguments.integer("--log-size", in: 1...1_000_000)
    let retention = try arguments.value("--log-retention", "a span of time such as 30d") {
      TimeSpan($0)
    }
    guard let path = arguments.text("--log-predictions") else {
      for option in ["--log-sample", "--log-size", "--log-retention"] where arguments.has(option) {
        throw UsageError("\(option) needs --log-predictions FILE")
      }
      return nil
    }
    var settings = LogSettings(path: path)
    settings.fraction = fraction ?? settings.fraction
    settings.megabytes = megabytes ?? settings.megabytes
    settings.retention = retention ?? settings.retention
    return settings
  }

  private static func sources(
    _ arguments: Arguments, _ environment: (String) -> String?
  ) -> [ModelSource] {
    let checkpoints = arguments.all("--checkpoint")
    if !checkpoints.isEmpty { return checkpoints.map(ModelSource.checkpoint) }
    if let path = environment("MODEL_PATH") {
      return [.path(path, metadata: environment("MODEL_METADATA_PATH"))]
    }
    return [.production(models: ProjectFolders(lookup: environment).models)]
  }

  private static func number(
    _ option: String, _ variable: String, _ range: ClosedRange<Int>, _ arguments: Arguments,
    _ environment: (String) -> String?
  ) throws(UsageError) -> Int? {
    if let given = try arguments.integer(option, in: range) { return given }
    guard let text = environment(variable) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw UsageError(
        "\(variable)=\(text): expected a whole number from \(range.lowerBound) to "
          + "\(range.upperBound)")
    }
    return number
  }

  private static func span(_ option: String, _ arguments: Arguments) throws(UsageError) -> Double? {
    try arguments.value(option, "a span of time such as 5s") { TimeSpan($0)?.seconds }
  }
}
