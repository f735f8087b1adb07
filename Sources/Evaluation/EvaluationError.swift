package import Files

/// Why something could not be evaluated, compared or reported.
package struct EvaluationError: Failure {
  package let fault: Fault

  package init(_ fault: Fault) { self.fault = fault }
}
