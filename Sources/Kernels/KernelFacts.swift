import CKernels

/// What the numeric code runs on, for reports and `environment.json`.
package enum KernelFacts {
  /// The instruction set of our own loops: "avx512", "avx2" or "baseline".
  package static var instructionSet: String { unsafe String(cString: energy_kernels_name()) }

  /// What OpenBLAS calls the CPU it chose its kernels for.
  package static var blasCore: String { MatrixProduct.coreName }
}
