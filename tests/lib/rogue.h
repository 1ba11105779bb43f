/*
 * A server with one worker that has been taken over (tests/servers/hostile),
 * and other clients, which talk there and must not notice.
 */
#ifndef TESTS_LIB_ROGUE_H
#define TESTS_LIB_ROGUE_H

#include <sys/types.h>

#include "conn.h"

/* The number of other clients, all in the group 1. */
#define ROGUE_OTHERS 3

/*
 * The grace of its server: a worker that is to end has to within it, and a new
 * one has to come to life, which on a busy machine takes its time.
 */
#define ROGUE_GRACE "1"

/*
 * Starts the server, without its sandbox: the router must do. The others come
 * in.
 */
struct server *rogue_server(void);

/* Starts such a server with these further lines in its configuration. */
struct server *rogue_server_with(const char *config);

/*
 * Connects a client whose worker does that: see tests/servers/hostile/front.c.
 */
struct conn *rogue_call(const struct server *server, const char *what);

/* Has all other clients say something in turn, and all must hear it. */
#define rogue_others_talk() rogue_others_talk_at(HERE)
void rogue_others_talk_at(const char *where);

/* They talk until the server has logged so many such lines. */
#define rogue_await(server, pattern, times) \
	rogue_await_at(HERE, server, pattern, times)
void rogue_await_at(const char *where, struct server *server,
    const char *pattern, size_t times);

/*
 * They talk until the server logs such a line; then the rogue must be gone and
 * its name free. Called again it waits for one more of that pattern.
 */
#define rogue_expect_end(server, pattern) \
	rogue_expect_end_at(HERE, server, pattern)
void rogue_expect_end_at(
    const char *where, struct server *server, const char *pattern);

/*
 * Tests one behaviour: its worker must end, the log must say how, and nobody
 * else may notice.
 */
void rogue_test(const char *what, const char *pattern);

#endif
