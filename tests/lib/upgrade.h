/*
 * Upgrades a server to another program, as its operator would, and makes copies
 * of programs for that in the scratch directory, where the user nobody can
 * execute them too.
 */
#ifndef TESTS_LIB_UPGRADE_H
#define TESTS_LIB_UPGRADE_H

#include "conn.h"
#include "scratch.h"
#include "server.h"
#include "shared/usage.h"

/*
 * Programs in the build directory: this version, the same with clocks that the
 * test moves, the next version, and some that cannot take over. A server that
 * is paced can be upgraded to all but the first, which has other clocks.
 */
#define UPGRADE_THIS "forkcastd"
#define UPGRADE_PACED "tests/servers/paced/forkcastd"
#define UPGRADE_LATER "tests/servers/later/forkcastd"
#define UPGRADE_UNFIT(way) "tests/servers/unfit/" way "/forkcastd"

/*
 * Returns the absolute path of a copy of a program of the build directory,
 * which is made once and stays until the test exits.
 */
const char *upgrade_program(const char *program);

/*
 * Sends the order ("upgrade", "upgrade PATH") over the control socket, and
 * waits until the server has begun.
 */
#define upgrade_ask(server, ...) upgrade_ask_at(HERE, server, __VA_ARGS__)
struct conn *upgrade_ask_at(const char *where, const struct server *server,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Expects the answer to that order, which is the last one. */
#define upgrade_expect(control, pattern) \
	upgrade_expect_at(HERE, control, pattern)
void upgrade_expect_at(
    const char *where, struct conn *control, const char *pattern);

/* Upgrades to that program of the build directory, and expects success. */
#define upgrade_to(server, program) upgrade_to_at(HERE, server, program)
void upgrade_to_at(
    const char *where, struct server *server, const char *program);

#endif
