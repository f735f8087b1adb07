package import Files

/// What is wrong with a configuration, with the file's line where one is known.
package struct ConfigurationError: Failure {
  package let status: ExitStatus
  package let attempt: String
  package let path: String?
  package let reason: String
  package let remedy: String?

  package init(
    status: ExitStatus, attempt: String, path: String?, reason: String, remedy: String? = nil
  ) {
    self.status = status
    self.attempt = attempt
    self.path = path
    self.reason = reason
    self.remedy = remedy
  }
}
