import Glibc

/// Powers of ten and back.
enum Decades {
  static func logarithm(_ value: Double) -> Double { log10(value) }
  static func power(_ exponent: Double) -> Double { pow(10, exponent) }
}
