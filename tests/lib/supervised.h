/*
 * A test of forkcastd under a supervisor of this machine, by the run script of
 * server/service: it is started, reloaded, restarted and stopped.
 */
#ifndef TESTS_LIB_SUPERVISED_H
#define TESTS_LIB_SUPERVISED_H

#define SUPERVISED_RESTARTS 2

/*
 * Commands of sh(1), which are run beside the directory "service" and must
 * return 0. is_there does so once the supervisor has started.
 */
struct supervised {
	const char *supervisor;
	const char *kind; /* the directory in server/service */
	const char *is_there;
	const char *is_up; /* waits until the server is ready; may be null */
	const char *reload;
	const char *restart[SUPERVISED_RESTARTS]; /* the second may be null */
	const char *stop;
	const char *end; /* of the supervisor */
};

/*
 * Runs the test, in the root of the repository, and returns the exit status for
 * main; skips it if the supervisor is not installed.
 */
int supervised_test(const struct supervised *by);

/*
 * Sets these variables for scripts: SERVICE to the absolute path of
 * server/service and BUILD to that of the build directory.
 */
void supervised_paths(void);

#endif
