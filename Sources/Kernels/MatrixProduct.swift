import COpenBLAS

/// Which way a matrix is read.
enum Orientation {
  case plain, transposed

  var blas: CBLAS_TRANSPOSE { self == .plain ? CblasNoTrans : CblasTrans }
}

/// A matrix in memory: where it begins, and from one row to the next.
@unsafe struct MatrixPlace {
  let base: UnsafePointer<Float>
  let stride: Int
}

/// Matrix products on OpenBLAS, each on the calling thread alone.
enum MatrixProduct {
  // OpenBLAS' own threads slow small products down and would fight with ours; set once.
  private static let isSingleThreaded: Bool = {
    openblas_set_num_threads(1)
    return true
  }()

  /// output = left · right, or += where asked for, for `rows` × `inner` and `inner` × `columns`
  /// after turning.
  ///
  /// cblas_sgemm with alpha 1 and beta 0 writes every element of the output and reads none.
  static func multiply(
    rows: Int, columns: Int, inner: Int, _ left: MatrixPlace, _ leftWay: Orientation,
    _ right: MatrixPlace, _ rightWay: Orientation, into output: UnsafeMutablePointer<Float>,
    stride: Int, isAdded: Bool = false
  ) {
    precondition(isSingleThreaded)
    unsafe cblas_sgemm(
      CblasRowMajor, leftWay.blas, rightWay.blas, blasint(rows), blasint(columns), blasint(inner),
      1, left.base, blasint(left.stride), right.base, blasint(right.stride),
      isAdded ? 1 : 0, output,
      blasint(stride))
  }

  /// What the library calls the CPU it chose kernels for.
  static var coreName: String { unsafe String(cString: openblas_get_corename()) }
}
