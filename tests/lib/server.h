/*
 * forkcastd under test: started from $FORKCAST_BUILD (or build) on ports that
 * the kernel chooses, in a process group of its own, with its standard error
 * in a file that is read as its log. Whatever a test leaves running is killed
 * and reaped when the test program exits, and dies with it where the system
 * can see to that.
 */
#ifndef TESTS_LIB_SERVER_H
#define TESTS_LIB_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "must.h"
#include "scratch.h"
#include "shared/addr.h"

#define SETUP_LISTEN 4
#define SETUP_ARGS 12

/*
 * How a server is started; all zero is 127.0.0.1:0 and no limit to how fast
 * clients may be, how often a user may come, how many groups they make or
 * how often they guess: only what the configuration of
 * the test itself limits so is limited.
 */
struct setup {
	const char *config; /* text of the file for -f; null: nothing */
	const char *listen[SETUP_LISTEN]; /* each for one -l */
	const char *args[SETUP_ARGS]; /* further arguments */
	const char *program; /* in the build directory; null: forkcastd */
	const char *exec; /* this instead: a path, or a name to find by PATH */
	const char *directory; /* that it is started in; null: where we are */
	unsigned lacks; /* what its kernel is to lack: kernel.h */
	bool file_listens; /* no -l: the configuration says where */
	bool args_alone; /* no -l and "-f none", whatever stands above */
	bool usual_file; /* with these, not even that */
	bool stays; /* under root it stays root, and can be got at */
	bool visible; /* who is not root can look into its workers as well */
	unsigned closed; /* mask: which of 0, 1 and 2 are closed at start */
	int sockets[SETUP_LISTEN]; /* inherited, up to the first 0; no -l */
	const char *socket_names; /* of these: LISTEN_FDNAMES */
	int standard_error; /* its own one; 0: the log of this library */
};

struct server {
	pid_t pid; /* 0 once it has been reaped */
	pid_t was; /* the same, always */
	char control[SCRATCH_PATH]; /* the path of its control socket */
	int status; /* of waitpid, then */
	char address[SETUP_LISTEN][ADDR_TEXT]; /* as it logged them */
	size_t addresses;
	char config[SCRATCH_PATH]; /* the path of its configuration file */
	int log; /* its standard error, for reading */
	char *text; /* what has been read of that, ended by NUL */
	size_t len;
	size_t seen; /* what server_expect has gone past */
	struct server *next;
};

/* The value of server_status after an end by a signal. */
#define ENDED_BY(signal) (128 + (signal))

/*
 * Starts a server and waits until it is ready. Null is a setup of zeroes. The
 * result stays valid until the program exits.
 */
struct server *server_start(const struct setup *setup);

/* Starts it without waiting for anything. */
struct server *server_spawn(const struct setup *setup);

/* Waits until it logs a further line that matches; "*", "..." as patterns. */
#define server_expect(server, ...) server_expect_at(HERE, server, __VA_ARGS__)
void server_expect_at(const char *where, struct server *server,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Returns the server's whole log until now; valid until the next call. */
const char *server_log(struct server *server);

/* Returns how many lines of the log match the pattern until now. */
size_t server_logged(struct server *server, const char *pattern);

void server_signal(const struct server *server, int signal);

/* Has the server read another configuration, which must be good. */
#define server_reload(server, config) server_reload_at(HERE, server, config)
void server_reload_at(
    const char *where, struct server *server, const char *config);

/* Waits for its end: its exit status, or ENDED_BY its signal. */
int server_status(struct server *server);

/*
 * Registers a function that closes the test's connections to the server before
 * it stops: otherwise a worker waits up to 2 s for its client to close.
 */
void server_let_go_by(void (*let_go)(void));

/*
 * Asks for its end by TERM and checks all that belongs to a good one: exit
 * status 0, "stopped" logged, no child left, no word from a sanitizer.
 */
#define server_stop(server) server_stop_at(HERE, server)
void server_stop_at(const char *where, struct server *server);

/*
 * Starts a server that must not come up: its exit status, and a line that it
 * says (with an empty pattern nothing at all).
 */
#define server_refuses(setup, status, ...) \
	server_refuses_at(HERE, setup, status, __VA_ARGS__)
void server_refuses_at(const char *where, const struct setup *setup, int status,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/*
 * The worker of the client with that name: found by its title, waited for if
 * it has not got that yet.
 */
#define server_worker(server, name) server_worker_at(HERE, server, name)
pid_t server_worker_at(
    const char *where, const struct server *server, const char *name);

/* Waits until it has just so many workers. */
#define server_expect_workers(server, count) \
	server_expect_workers_at(HERE, server, count)
void server_expect_workers_at(
    const char *where, const struct server *server, size_t count);

/*
 * Asks for a summary by USR1 and waits for it: the number in its line
 * "memory: N bytes".
 */
size_t server_memory(struct server *server);

#endif
