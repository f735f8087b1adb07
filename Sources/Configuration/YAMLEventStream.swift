import CYAML
import Files

/// One step of a YAML text.
struct YAMLEvent {
  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd, alias, scalar
    case sequenceStart, sequenceEnd, mappingStart, mappingEnd
  }

  let kind: Kind
  /// The scalar's text, or the alias' name.
  let text: String
  let isPlain: Bool
  let anchor: String?
  let place: YAMLPlace
}

/// The single owner of one libyaml parser and of the text it reads.
@safe struct YAMLEventStream: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>
  private let origin: String
  private let status: ExitStatus

  init(_ text: String, origin: String, status: ExitStatus) {
    self.origin = origin
    self.status = status
    unsafe input = .allocate(capacity: text.utf8.count)
    _ = unsafe input.initialize(from: text.utf8)
    // The parser keeps pointers to itself and to its input, so both lie on the heap and stay there.
    unsafe parser = .allocate(capacity: 1)
    let code = unsafe yaml_parser_initialize(parser)
    precondition(code == 1, "libyaml has no memory")
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
    unsafe input.deallocate()
  }

  /// The next event; after the stream's end there is none to ask for.
  mutating func next() throws(ConfigurationError) -> YAMLEvent {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw fault() }
    // The event owns its strings until it is deleted; they are copied before.
    defer { unsafe yaml_event_delete(&event) }
    let place = unsafe place(event.start_mark)
    return unsafe YAMLEventStream.copied(event, at: place)
  }

  private static func copied(_ event: yaml_event_t, at place: YAMLPlace) -> YAMLEvent {
    func made(
      _ kind: YAMLEvent.Kind, text: String = "", isPlain: Bool = false,
      anchor: UnsafeMutablePointer<UInt8>? = nil
    ) -> YAMLEvent {
      YAMLEvent(
        kind: kind, text: text, isPlain: isPlain,
        anchor: unsafe anchor.map { unsafe String(cString: $0) }, place: place)
    }
    switch unsafe event.type {
    case YAML_STREAM_START_EVENT: return made(.streamStart)
    case YAML_DOCUMENT_START_EVENT: return made(.documentStart)
    case YAML_DOCUMENT_END_EVENT: return made(.documentEnd)
    case YAML_ALIAS_EVENT:
      return made(.alias, text: unsafe String(cString: event.data.alias.anchor))
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      return unsafe made(
        .scalar, text: String(decoding: bytes, as: UTF8.self),
        isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE, anchor: scalar.anchor)
    case YAML_SEQUENCE_START_EVENT:
      return unsafe made(.sequenceStart, anchor: event.data.sequence_start.anchor)
    case YAML_SEQUENCE_END_EVENT: return made(.sequenceEnd)
    case YAML_MAPPING_START_EVENT:
      return unsafe made(.mappingStart, anchor: event.data.mapping_start.anchor)
    case YAML_MAPPING_END_EVENT: return made(.mappingEnd)
    default: return made(.streamEnd)
    }
  }

  private func place(_ mark: yaml_mark_t) -> YAMLPlace {
    YAMLPlace(origin: origin, line: mark.line + 1, column: mark.column + 1, status: status)
  }

  private func fault() -> ConfigurationError {
    let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) }
    var mark = unsafe parser.pointee.problem_mark
    if unsafe parser.pointee.error == YAML_READER_ERROR {
      mark = unsafe parser.pointee.mark
    }
    return place(mark).fault(
      "column \(mark.column + 1): \(problem ?? "it is not YAML")",
      remedy: "Mind the indentation, and quote texts that hold a colon.")
  }
}

@available(*, unavailable)
extension YAMLEventStream: Sendable {}
