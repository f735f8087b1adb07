package import Files

/// What goes wrong with trained models.
package struct DisaggregationError: Failure {
  package let fault: Fault

  package init(_ fault: Fault) { self.fault = fault }
}
