#pragma once
#include <microhttpd.h>
#include <string.h>
#include <sys/resource.h>

// Swift imports no variadic functions, and the library takes its options and gives its facts
// through them.

// What the library calls; all of them with the daemon's context.
struct energy_http_callbacks {
  MHD_AccessHandlerCallback handler;
  MHD_RequestCompletedCallback completed;
  MHD_NotifyConnectionCallback connection;
  // Told of a request line, as soon as it stands.
  void *(*line)(void *context, const char *target, struct MHD_Connection *connection);
  void *context;
};

// Leaves escapes as they are: they are decoded, and checked, by ourselves.
static inline size_t energy_http_keep_escapes(
    void *context, struct MHD_Connection *connection, char *text) {
  (void)context;
  (void)connection;
  return strlen(text);
}

// Serves the connections of a listening socket, which the daemon takes over.
static inline struct MHD_Daemon *energy_http_start(
    int listener, unsigned int workers, unsigned int connections, size_t memory,
    struct energy_http_callbacks callbacks) {
  unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
  // A pool of one is refused with a warning.
  struct MHD_OptionItem pool[] = {
      {workers > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, (intptr_t)workers, NULL},
      {MHD_OPTION_END, 0, NULL}};
  return MHD_start_daemon(
      flags, 0, NULL, NULL, callbacks.handler, callbacks.context,
      MHD_OPTION_LISTEN_SOCKET, listener,
      MHD_OPTION_CONNECTION_LIMIT, connections,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory,
      MHD_OPTION_CONNECTION_TIMEOUT, 0u,
      MHD_OPTION_STRICT_FOR_CLIENT, 1,
      MHD_OPTION_NOTIFY_COMPLETED, callbacks.completed, callbacks.context,
      MHD_OPTION_NOTIFY_CONNECTION, callbacks.connection, callbacks.context,
      MHD_OPTION_URI_LOG_CALLBACK, callbacks.line, callbacks.context,
      MHD_OPTION_UNESCAPE_CALLBACK, energy_http_keep_escapes, NULL,
      MHD_OPTION_ARRAY, pool, MHD_OPTION_END);
}

// What was kept for the connection when it began.
static inline void *energy_http_context(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *fact =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return fact ? fact->socket_context : NULL;
}

static inline int energy_http_descriptor(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *fact =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return fact ? fact->connect_fd : -1;
}

static inline const struct sockaddr *energy_http_peer(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *fact =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  return fact ? fact->client_addr : NULL;
}

// Raises the limit of open files to the hard one; returns what it is then.
static inline unsigned long energy_http_raise_descriptors(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

// Declared by the system's header to GNU programs alone.
int accept4(int listener, struct sockaddr *address, socklen_t *length, int flags);

static inline int energy_http_accept(int listener, struct sockaddr *address, socklen_t *length) {
  return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}
