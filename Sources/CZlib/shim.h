#pragma once
#include <zlib.h>

// inflateInit2 is a macro, which Swift cannot see; 31 asks for gzip alone, its checksum included.
static inline int energy_inflate_start(z_stream *stream) { return inflateInit2(stream, 31); }
