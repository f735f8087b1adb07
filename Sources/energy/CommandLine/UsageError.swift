import Files

/// The user asked for something that the command line does not know.
struct UsageError: Failure {
  let fault: Fault

  init(_ fault: Fault) { self.fault = fault }

  /// A misuse of the command line, exit status 64.
  init(_ reason: String, remedy: String? = nil) {
    self.init(status: .wrongUsage, attempt: "", path: nil, reason: reason, remedy: remedy)
  }
}
