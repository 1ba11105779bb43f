/*
 * A server whose address is short and always the same, for screens that show
 * it.
 */
#ifndef TESTS_LIB_SCENE_H
#define TESTS_LIB_SCENE_H

#include "conn.h"
#include "pty.h"
#include "server.h"

/*
 * The path of the socket for clients, relative to the directory that the test
 * enters.
 */
#define SCENE "./s"

/* Starts it; the test goes to its scratch directory. */
struct server *scene_start(void);

/* Starts it once more, after it has ended. */
struct server *scene_again(void);

/*
 * Ends the client by /quit, if nothing is typed: it must be as it should.
 * Whatever was on the line goes.
 */
#define scene_leave(pty) scene_leave_at(HERE, pty)
void scene_leave_at(const char *where, struct pty *pty);

#endif
