/* The journal of a server under test, and its directory. */
#ifndef TESTS_LIB_JOURNAL_H
#define TESTS_LIB_JOURNAL_H

#include "tests/lib/keeper.h"

/*
 * Returns a configuration that records all, with a quick keeper
 * (keeper_config).
 */
const char *journal_config(void);

/*
 * Returns the journal's process, found by its title; waits for it if it is not
 * there yet.
 */
#define journal_find(server) journal_find_at(HERE, server)
pid_t journal_find_at(const char *where, const struct server *server);

/* Waits until the server has another journal than this one; returns it. */
pid_t journal_expect_other_at(
    const char *where, const struct server *server, pid_t old);

/* Kills the journal, stops it, or has it continue. */
void journal_signal(const struct server *server, int signal);

#endif
