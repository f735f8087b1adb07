package import Files

/// What HTTP's library or a socket refuses.
package struct HTTPError: Failure {
  package let fault: Fault

  package init(_ fault: Fault) { self.fault = fault }
}
