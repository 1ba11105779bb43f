/*
 * forkcastd under a supervisor of this machine, started by a run script of
 * server/service from a service directory of the test, on a UNIX socket there.
 * One for each test program, which runs in the root of the repository; whatever
 * is left is killed when it exits.
 */
#ifndef TESTS_LIB_SUPERVISED_H
#define TESTS_LIB_SUPERVISED_H

#include "must.h"
#include "scratch.h"

/* Skips the test if that program is not installed. */
void supervised_needs(const char *program);

/*
 * Starts the supervisor on a copy of these files of server/service/KIND; a null
 * ends the list.
 */
void supervised_start(
    const char *supervisor, const char *kind, const char *const *files);
#define SUPERVISED_START(supervisor, kind, ...) \
	supervised_start(                       \
	    supervisor, kind, (const char *const[]) { __VA_ARGS__, NULL })

/* Return the service directory, and the address at which the server listens. */
const char *supervised_directory(void);
const char *supervised_address(void);

/* Runs a command to its end and returns its exit status. */
int supervised_run(const char *const *argv);
#define SUPERVISED_RUN(...) \
	supervised_run((const char *const[]) { __VA_ARGS__, NULL })

/* Waits until the server has logged that line that many times. */
#define supervised_expect(line, times) supervised_expect_at(HERE, line, times)
void supervised_expect_at(const char *where, const char *line, unsigned times);

/* Waits for the PID file and returns the server's process ID. */
long supervised_pid(void);

/*
 * Waits for the end of the supervisor, which has been told to end. Returns its
 * exit status.
 */
int supervised_end(void);

#endif
