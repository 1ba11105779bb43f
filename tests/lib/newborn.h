/*
 * Catches workers before their first instruction, to kill or stop them before
 * they are ready. Linux only: ptrace(2).
 */
#ifndef TESTS_LIB_NEWBORN_H
#define TESTS_LIB_NEWBORN_H

#include <stdbool.h>
#include <sys/types.h>

#include "server.h"

/* Returns false where this is impossible, and the test should be skipped. */
bool newborn_can(const struct server *server);

/*
 * Connects a client with the given function, and catches the worker that is
 * forked for it. The server itself continues.
 */
pid_t newborn_catch(
    const struct server *server, void (*connect)(const struct server *server));

/* Continues the new process, stops it by SIGSTOP, or kills it. */
void newborn_let_go(pid_t pid);
void newborn_stop(pid_t pid);
void newborn_kill(pid_t pid);

#endif
