#pragma once
#include <sqlite3.h>

/// Binds text of so many bytes, of which SQLite makes a copy; Swift cannot spell SQLITE_TRANSIENT.
static inline int energy_sqlite3_bind_text(
    sqlite3_stmt *statement, int index, const char *text, int count) {
  return sqlite3_bind_text(statement, index, text ? text : "", count, SQLITE_TRANSIENT);
}

/// Binds bytes, of which SQLite makes a copy; none of them is an empty blob, not NULL.
static inline int energy_sqlite3_bind_blob(
    sqlite3_stmt *statement, int index, const void *bytes, int count) {
  return count == 0 ? sqlite3_bind_zeroblob(statement, index, 0)
                    : sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}
