// Calls of SQLite that Swift cannot make, because they are variadic.
#pragma once
#include <sqlite3.h>

/// Lets SQLite count no memory. Without effect once it is at work.
static inline void sluice_sqlite_count_no_memory(void) { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
