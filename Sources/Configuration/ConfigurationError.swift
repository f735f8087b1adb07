package import Files

/// What is wrong with a configuration, with the file's line where one is known.
package struct ConfigurationError: Failure {
  package let fault: Fault

  package init(_ fault: Fault) { self.fault = fault }
}
