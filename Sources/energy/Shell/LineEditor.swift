import CEdit
import Glibc

/// What a person, or a script, gives in answer to a prompt.
enum LineInput: Equatable {
  case line(String)
  /// Ctrl-C: what was typed is thrown away.
  case cancelled
  /// Ctrl-D, or the end of a script.
  case end
}

/// What Tab finds for the word before the cursor.
struct LineCompletion: Equatable {
  /// Characters before the cursor that a candidate replaces.
  var replaced: Int
  var candidates: [String]
  /// Put after a candidate that is the only one.
  var suffix = " "
}

/// The single owner of libedit's editor and of the history it shows.
@safe struct LineEditor: ~Copyable {
  private let editor: OpaquePointer
  private let past: OpaquePointer
  private let owner: Unmanaged<EditorState>

  /// Takes over the terminal's line; nil where libedit finds no way to.
  ///
  /// It begins with the lines of earlier sessions, oldest first; `complete` answers Tab and is
  /// given the text before the cursor.
  init?(past lines: [String], complete: @escaping (String) -> LineCompletion) {
    // libedit decodes what is typed by the locale's letters.
    unsafe setlocale(LC_CTYPE, "")
    let drawsOnError: Int32 = isatty(STDOUT_FILENO) == 1 ? 0 : 1
    guard let editor = unsafe energy_edit_open("energy", drawsOnError) else { return nil }
    guard let past = unsafe history_init() else {
      unsafe el_end(editor)
      return nil
    }
    unsafe self.editor = unsafe editor
    unsafe self.past = unsafe past
    unsafe owner = Unmanaged.passRetained(EditorState(complete: complete))
    unsafe energy_history_limit(past, 1000)
    for line in lines { remember(line) }
    unsafe energy_edit_prepare(editor, past, owner.toOpaque())
    unsafe energy_edit_set_prompt(editor) { unsafe EditorState.of($0)?.prompt }
    // The user's own ~/.editrc first: it may exchange the key map, and our keys must stay.
    unsafe el_source(editor, nil)
    unsafe energy_edit_bind(editor, "^I", "energy-complete", "Complete a name") { editor, _ in
      unsafe EditorState.complete(editor)
    }
    unsafe energy_edit_bind(editor, "^C", "energy-cancel", "Throw the line away") { editor, _ in
      unsafe EditorState.of(editor)?.isCancelled = true
      return UInt8(CC_EOF)
    }
    unsafe energy_edit_bind(editor, "^Z", "energy-stop", "Stop the process") { _, _ in
      // libedit's handler gives the terminal back before the stop and takes it again after.
      raise(SIGTSTP)
      return UInt8(CC_REDISPLAY)
    }
    unsafe energy_edit_bind_builtin(editor, "^R", "em-inc-search-prev")
  }

  deinit {
    // el_end gives the terminal its settings back; it does not free the history.
    unsafe el_end(editor)
    unsafe history_end(past)
    unsafe owner.release()
  }

  /// Lets the user edit one line.
  mutating func read(prompt: String) -> LineInput {
    let state = unsafe owner.takeUnretainedValue()
    state.setPrompt(prompt)
    state.isCancelled = false
    unsafe el_resize(editor)
    // el_gets prints the prompt and only then takes the keys; a Ctrl-D typed in between would be
    // the kernel's, and lost.
    unsafe energy_edit_take_keys(editor)
    var count: Int32 = 0
    // The line belongs to libedit until the next call; it ends with its newline.
    guard let text = unsafe el_gets(editor, &count), count > 0 else {
      return state.isCancelled ? .cancelled : .end
    }
    var line = unsafe String(cString: text)
    while line.last?.isNewline == true { line.removeLast() }
    return .line(line)
  }

  /// Offers the line to the arrow keys from now on.
  borrowing func remember(_ line: String) {
    _ = unsafe energy_history_enter(past, line)
  }
}

/// What libedit's callbacks find behind the editor; they run inside `read`, on its thread.
@safe private final class EditorState {
  /// NUL-terminated, ours until the next prompt.
  private(set) var prompt = unsafe strdup("")
  var isCancelled = false
  private let complete: (String) -> LineCompletion

  init(complete: @escaping (String) -> LineCompletion) { self.complete = complete }

  deinit { unsafe free(prompt) }

  func setPrompt(_ text: String) {
    unsafe free(prompt)
    unsafe prompt = unsafe strdup(text)
  }

  /// The state that `energy_edit_prepare` put behind the editor, which outlives every callback.
  static func of(_ editor: OpaquePointer?) -> EditorState? {
    guard let editor = unsafe editor, let owner = unsafe energy_edit_owner(editor) else {
      return nil
    }
    return unsafe Unmanaged<EditorState>.fromOpaque(owner).takeUnretainedValue()
  }

  /// Answers Tab: puts in what is certain, and lists the rest below the line.
  static func complete(_ editor: OpaquePointer?) -> UInt8 {
    guard let editor = unsafe editor, let state = unsafe of(editor),
      let line = unsafe el_line(editor)
    else { return UInt8(CC_ERROR) }
    let before = unsafe UnsafeRawBufferPointer(
      start: line.pointee.buffer, count: line.pointee.cursor - line.pointee.buffer)
    let text = unsafe String(decoding: before, as: UTF8.self)
    let found = state.complete(text)
    guard let first = found.candidates.first else { return UInt8(CC_REFRESH_BEEP) }
    let typed = String(text.unicodeScalars.suffix(found.replaced))
    let common = found.candidates.dropFirst().reduce(first) { $0.commonBeginning(with: $1) }
    let isOnly = found.candidates.count == 1
    if isOnly || (common.count > typed.count) {
      if found.replaced > 0 { unsafe el_deletestr(editor, Int32(found.replaced)) }
      unsafe el_insertstr(editor, isOnly ? common + found.suffix : common)
      return UInt8(CC_REFRESH)
    }
    EditorState.list(found.candidates)
    return UInt8(CC_REDISPLAY)
  }

  private static func list(_ candidates: [String]) {
    let width = Terminal.width() ?? 80
    let column = (candidates.map(\.displayWidth).max() ?? 0) + 2
    let columns = max(1, width / column)
    let rows = (candidates.count + columns - 1) / columns
    let lines = (0..<rows).map { row in
      stride(from: row, to: candidates.count, by: rows)
        .map { candidates[$0].padded(to: column) }.joined().truncated(to: width)
    }
    // The editor draws on the same stream, which it has flushed before it waited for the key.
    try? Console.write("\n" + lines.joined(separator: "\n") + "\n", to: Terminal.descriptor)
  }
}

extension String {
  fileprivate func commonBeginning(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
