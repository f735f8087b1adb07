package import Files

/// What goes wrong while models are served.
package struct ServingError: Failure {
  package let fault: Fault

  package init(_ fault: Fault) { self.fault = fault }
}
