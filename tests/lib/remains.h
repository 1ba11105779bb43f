/*
 * Lists the files that run-tests must remove if the test is killed: a line for
 * each, in the file that an environment variable names.
 */
#ifndef TESTS_LIB_REMAINS_H
#define TESTS_LIB_REMAINS_H

#include <sys/types.h>

void remains_directory(const char *path);

/* Lists the scoreboard of a server, which outlives a killed server. */
void remains_server(pid_t pid);

#endif
