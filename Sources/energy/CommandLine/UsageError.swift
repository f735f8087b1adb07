import Files

/// The user asked for something that the command line does not know.
struct UsageError: Failure {
  let status: ExitStatus
  let attempt: String
  let path: String?
  let reason: String
  let remedy: String?

  init(status: ExitStatus, attempt: String, path: String?, reason: String, remedy: String?) {
    self.status = status
    self.attempt = attempt
    self.path = path
    self.reason = reason
    self.remedy = remedy
  }

  /// A misuse of the command line, exit status 64.
  init(_ reason: String, remedy: String? = nil) {
    self.init(status: .wrongUsage, attempt: "", path: nil, reason: reason, remedy: remedy)
  }
}
