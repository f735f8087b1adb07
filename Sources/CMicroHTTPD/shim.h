#pragma once
#include <microhttpd.h>

// Swift imports no variadic functions: the daemon is started from an array of options.
static inline struct MHD_Daemon *energy_http_start(
    unsigned int flags, uint16_t port, MHD_AccessHandlerCallback handler, void *context,
    const struct MHD_OptionItem *options) {
  return MHD_start_daemon(
      flags, port, NULL, NULL, handler, context, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}
