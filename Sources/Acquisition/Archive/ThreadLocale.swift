import Glibc

/// Makes names UTF-8 on the calling thread, and restores its locale at the end.
///
/// libarchive turns the letters of names into those of the locale; "C", in which the process runs,
/// has none beyond ASCII.
@safe struct ThreadLocale: ~Copyable {
  private let own: locale_t?
  private let before: locale_t?

  init() {
    // C.UTF-8 is part of glibc; where it is missing, names beyond ASCII are refused.
    let own = unsafe newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
    unsafe self.own = own
    unsafe before = own.map { unsafe uselocale($0) } ?? nil
  }

  deinit {
    guard let own = unsafe own else { return }
    unsafe uselocale(before)
    unsafe freelocale(own)
  }
}
