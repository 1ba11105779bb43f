/*
 * A server with one hijacked worker (tests/servers/hostile), and other clients,
 * which talk meanwhile and must not notice.
 */
#ifndef TESTS_LIB_ROGUE_H
#define TESTS_LIB_ROGUE_H

#include "conn.h"

/* The number of other clients, all in the group 1. */
#define ROGUE_OTHERS 3

/* The server's grace. */
#define ROGUE_GRACE (60 * SEC)

/*
 * Starts the server, without its sandbox so that only the router protects it,
 * and connects the others.
 */
struct server *rogue_server(void);

/*
 * Connects a client whose worker does what; see tests/servers/hostile/front.c.
 */
struct conn *rogue_call(const struct server *server, const char *what);

/* Has each of the others send a message in turn, which all others must get. */
#define rogue_others_talk() rogue_others_talk_at(HERE)
void rogue_others_talk_at(const char *where);

/*
 * Has the others talk, and lets time pass for the server after each round,
 * until it has logged that many such lines.
 */
#define rogue_await(server, pattern, times) \
	rogue_await_at(HERE, server, pattern, times)
void rogue_await_at(const char *where, struct server *server,
    const char *pattern, size_t times);

/*
 * Has the others talk until the server logs a further such line; then the rogue
 * must be gone and its name free.
 */
#define rogue_expect_end(server, pattern) \
	rogue_expect_end_at(HERE, server, pattern)
void rogue_expect_end_at(
    const char *where, struct server *server, const char *pattern);

/*
 * Tests one behaviour: the rogue's worker must end, the log must say how, and
 * nobody else may notice.
 */
void rogue_test(const char *what, const char *pattern);

#endif
