/*
 * Workers caught at birth, before their first instruction: what happens to one
 * that is killed or stopped before it is ready. Linux alone: ptrace(2).
 */
#ifndef TESTS_LIB_NEWBORN_H
#define TESTS_LIB_NEWBORN_H

#include <stdbool.h>
#include <sys/types.h>

#include "server.h"

/* False where it cannot be done: the test is to be skipped. */
bool newborn_can(const struct server *server);

/*
 * Connects somebody by the given function, and catches the worker that is made
 * for it. The server itself goes on.
 */
pid_t newborn_catch(
    const struct server *server, void (*connect)(const struct server *server));

/* Lets the new process live, stops it by SIGSTOP, or kills it. */
void newborn_let_go(pid_t pid);
void newborn_stop(pid_t pid);
void newborn_kill(pid_t pid);

#endif
