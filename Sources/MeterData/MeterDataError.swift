package import Files

/// What goes wrong with meters, appliances, samples and prepared stores.
package struct MeterDataError: Failure {
  package let fault: Fault

  package init(_ fault: Fault) { self.fault = fault }
}
