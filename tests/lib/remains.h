/*
 * Lists the files that run-tests must remove if the test is killed, one a line,
 * in the file that an environment variable names.
 */
#ifndef TESTS_LIB_REMAINS_H
#define TESTS_LIB_REMAINS_H

#include <sys/types.h>

void remains_directory(const char *path);

/* Lists a server's scoreboard, which remains if the server is killed. */
void remains_server(pid_t pid);

#endif
