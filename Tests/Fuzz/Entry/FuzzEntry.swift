import CFuzzer

/// Where the program begins: the name under which Swift's package manager looks for `main`.
@c(fuzz_main)
func fuzzMain(
  _ count: CInt, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  var count = count
  var words = unsafe words
  // 0 keeps an input that covers something new.
  return unsafe LLVMFuzzerRunDriver(&count, &words) { start, count in
    FuzzTarget.chosen.run(unsafe Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
  }
}
