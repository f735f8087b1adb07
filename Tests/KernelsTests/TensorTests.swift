import Testing

@testable import Kernels

@Suite("A tensor")
struct TensorTests {
  @Test("keeps its values when a copy of it changes")
  func copies() {
    let first = Tensor(shape: [2, 3], values: [1, 2, 3, 4, 5, 6])
    var second = first
    second[4] = 50
    #expect(first.values == [1, 2, 3, 4, 5, 6])
    #expect(second.values == [1, 2, 3, 4, 50, 6])
  }

  @Test("is as long as its shape says, and zero", arguments: [[1], [3, 5], [1024, 2048]])
  func zeros(shape: [Int]) {
    let tensor = Tensor(shape: shape)
    #expect(tensor.count == shape.reduce(1, *))
    #expect(tensor.values.allSatisfy { $0 == 0 })
  }
}

@Suite("The largest magnitude")
struct LargestMagnitudeTests {
  @Test(
    "is that of all values, and no number where one is none",
    arguments: [
      ([0, -3, 2], 3), ([-.infinity, 5], .infinity), ([1, -.nan, .infinity], .nan), ([0], 0),
      ((0..<1000).map { $0 == 777 ? -9.5 : Float($0 % 9) }, 9.5),
    ] as [([Float], Float)])
  func largest(values: [Float], wanted: Float) {
    let found = Tensor(shape: [values.count], values: values).largestMagnitude
    #expect(found == wanted || (found.isNaN && wanted.isNaN))
  }
}
