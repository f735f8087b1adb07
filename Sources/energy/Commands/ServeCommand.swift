import Files
import HTTP
import Serving

/// `energy serve`: trained models behind HTTP, until a signal ends it.
struct ServeCommand: Command {
  static let specification = CommandSpecification(
    name: "serve",
    summary: "Serve trained models over HTTP, with a page to try them on.",
    discussion: "Serves the registry's production models, or those of --checkpoint. Prints its "
      + "address on standard output once it is ready; logs go to standard error. SIGTERM and "
      + "Ctrl-C let it answer what it has been asked, and end it with status 0; a second one ends "
      + "it at once. Routes that change something exist only with API_TOKEN. docs/serving.md "
      + "shows requests, limits and logs.",
    options: ServeOptions.all,
    examples: ["energy serve --checkpoint models/runs/quick --port 8001"])

  private let options: ServeOptions

  init(_ arguments: Arguments) throws(UsageError) {
    options = try ServeOptions(arguments, environment: Environment.value)
  }

  func run(_ console: Console) throws {
    let format = options.format ?? (console.errorIsTerminal ? .text : .json)
    let log = ServerLog(format: format, write: console.isQuiet ? nil : ServeCommand.write)
    defer { log.close() }
    if let warning = options.warning { console.complain("warning: \(warning)") }
    let server = try ServerAssembly(options.settings, log: log)
    try announce(server, console)
    ServeWait.until(console.cancellation)
    server.drain(seconds: options.grace)
  }

  private func announce(_ server: ServerAssembly, _ console: Console) throws {
    let address = options.address(port: server.port)
    guard console.isJSON else {
      let models = server.models.isEmpty ? "" : ", models: \(server.models.joined(separator: ", "))"
      return try console.print("Ready at \(address)\(models)")
    }
    let ready: JSON = [
      "event": "ready", "address": .string(address),
      "models": .array(server.models.map(JSON.string)),
    ]
    try console.print(ready.text)
  }

  private static let write: @Sendable ([UInt8]) -> Void = { bytes in
    // Nobody can be told that standard error is gone.
    try? Console.write(bytes, to: 2)
  }
}
