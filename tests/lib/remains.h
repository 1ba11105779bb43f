/*
 * What run-tests removes when the test is killed before it can do so itself: a
 * line for each in the file that it names in the environment.
 */
#ifndef TESTS_LIB_REMAINS_H
#define TESTS_LIB_REMAINS_H

#include <sys/types.h>

void remains_directory(const char *path);

/* A server, whose scoreboard outlives it when it is killed. */
void remains_server(pid_t pid);

#endif
