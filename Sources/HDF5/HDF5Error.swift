package import Files

/// What goes wrong with an HDF5 file, with libhdf5's own reason.
package struct HDF5Error: Failure {
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
