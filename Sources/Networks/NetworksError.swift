package import Files

/// What goes wrong with architectures, weights and the files that hold them.
package struct NetworksError: Failure {
  package let fault: Fault

  package init(_ fault: Fault) { self.fault = fault }
}
