package import Files

/// What goes wrong before and while a network is trained.
package struct TrainingError: Failure {
  package let fault: Fault

  package init(_ fault: Fault) { self.fault = fault }
}
