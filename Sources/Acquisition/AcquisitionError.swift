package import Files

/// What goes wrong with a download or an archive.
package struct AcquisitionError: Failure {
  package let fault: Fault

  package init(_ fault: Fault) { self.fault = fault }
}
