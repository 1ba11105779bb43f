/*
 * A server whose address is short and always the same, for tests that compare
 * screens with the address.
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

/* Starts the server and enters the test's scratch directory. */
struct server *scene_start(void);

/*
 * Clears the input line, ends the client by two Ctrl-C, and expects it to leave
 * the terminal well and exits with 0.
 */
void scene_leave_at(const char *where, struct pty *pty);

#endif
