/// How work is cut: into parts that depend on its size alone, so that results do too.
enum Parts {
  /// Parts of a batch: four windows or more in each, 32 parts at most.
  static func ofBatch(_ count: Int) -> Int { min(max((count + 3) / 4, 1), 32) }

  /// The range of `part` when `count` things are cut evenly.
  static func range(_ part: Int, of parts: Int, count: Int) -> Range<Int> {
    (count * part / parts)..<(count * (part + 1) / parts)
  }
}
