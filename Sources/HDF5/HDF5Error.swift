package import Files

/// What goes wrong with an HDF5 file, with libhdf5's own reason.
package struct HDF5Error: Failure {
  package let fault: Fault

  package init(_ fault: Fault) { self.fault = fault }
}
