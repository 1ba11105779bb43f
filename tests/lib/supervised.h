/*
 * forkcastd under a supervisor of this machine, started by the run script of
 * server/service from a service directory of the test, on a UNIX socket there.
 * One a test program, which is run in the root of the repository; what is left
 * is killed when it exits.
 */
#ifndef TESTS_LIB_SUPERVISED_H
#define TESTS_LIB_SUPERVISED_H

#include "must.h"
#include "scratch.h"

/* Skips the test where that program is not installed. */
void supervised_needs(const char *program);

/*
 * Starts the supervisor on a copy of server/service/KIND: the files of that
 * names, the last one a null.
 */
void supervised_start(
    const char *supervisor, const char *kind, const char *const *files);
#define SUPERVISED_START(supervisor, kind, ...) \
	supervised_start(                       \
	    supervisor, kind, (const char *const[]) { __VA_ARGS__, NULL })

/* The service directory, and the address at which the server listens. */
const char *supervised_directory(void);
const char *supervised_address(void);

/* Runs a command and waits for its end: its exit status. */
int supervised_run(const char *const *argv);
#define SUPERVISED_RUN(...) \
	supervised_run((const char *const[]) { __VA_ARGS__, NULL })

/* Waits until the server has logged that line so many times. */
#define supervised_expect(line, times) supervised_expect_at(HERE, line, times)
void supervised_expect_at(const char *where, const char *line, unsigned times);

/* The server's process, by its pid file; waited for. */
long supervised_pid(void);

/* Waits for the end of the supervisor, which has been told: its exit status. */
int supervised_end(void);

#endif
