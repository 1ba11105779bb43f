/*
 * forkcastd under test: started from $FORKCAST_BUILD (or build) on ports that
 * the kernel chooses, in a process group of its own, with its standard error in
 * a file that is read as its log. Servers that still run when the test program
 * exits are killed and reaped, and die with it where the system supports that.
 */
#ifndef TESTS_LIB_SERVER_H
#define TESTS_LIB_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "must.h"
#include "scratch.h"
#include "shared/addr.h"
#include "shared/clock.h"

#define SETUP_LISTEN 5
#define SETUP_ARGS 12

/*
 * How to start a server. All zero means 127.0.0.1:0, and no limits on rates, on
 * connections of a user, on groups created and on wrong secrets: only limits in
 * the test's own configuration apply.
 */
struct setup {
	const char *config; /* text of the file for -f; null: nothing */
	const char *listen[SETUP_LISTEN]; /* each for one -l */
	const char *args[SETUP_ARGS]; /* further arguments */
	const char *program; /* in the build directory; null: forkcastd */
	const char *exec; /* another program: a path, or a name in PATH */
	unsigned lacks; /* features its kernel lacks: kernel.h */
	bool file_listens; /* no -l: the configuration has listen */
	bool args_alone; /* no -l and no -f, despite the above */
	bool usual_file; /* and not even -f none */
	bool stays; /* stays root, so the test can inspect it */
	bool visible; /* other users can inspect its workers */
	bool paced; /* server_pace moves its clock, and nothing else does */
	bool alone; /* and those of its children are left alone */
	bool ignores; /* it is started with SIGCHLD ignored */
	int sockets[SETUP_LISTEN]; /* inherited, up to the first 0; no -l */
	const char *socket_names; /* LISTEN_FDNAMES of sockets */
};

struct server {
	pid_t pid; /* 0 once it has been reaped */
	pid_t was; /* its process ID, even after it has ended */
	char control[SCRATCH_PATH]; /* the path of its control socket */
	int status; /* of waitpid, then */
	char address[SETUP_LISTEN][ADDR_TEXT]; /* from its log */
	size_t addresses;
	char config[SCRATCH_PATH]; /* the path of its configuration file */
	int log; /* its standard error, for reading */
	char *text; /* the log read so far, ended by NUL */
	size_t len;
	size_t seen; /* how much of it server_expect has used */
	long descriptors; /* when it was ready; 0: not to be compared */
	size_t children; /* when it was ready */
	size_t helpers; /* of these */
	size_t seen_ready; /* how much of the log there was then */
	struct page *page; /* of a paced one: page.h */
	struct server *next;
};

/* The result of server_status after an end by a signal. */
#define ENDED_BY(signal) (128 + (signal))

/*
 * Starts a server and waits until it is ready. A null setup means all zero. The
 * server stays valid until the program exits.
 */
struct server *server_start(const struct setup *setup);

/* Starts a server and does not wait. */
struct server *server_spawn(const struct setup *setup);

/* Waits until a server that was spawned is ready. */
void server_await(struct server *server);

/* Waits until the server logs a further line that matches (pattern.h). */
#define server_expect(server, ...) server_expect_at(HERE, server, __VA_ARGS__)
void server_expect_at(const char *where, struct server *server,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Returns the server's whole log so far; valid until the next call. */
const char *server_log(struct server *server);

/* Returns how many lines of the log so far match the pattern. */
size_t server_logged(struct server *server, const char *pattern);

void server_signal(const struct server *server, int signal);

/*
 * Lets so much time pass for a paced server, as it does when the server sleeps:
 * each of its timers is due in its turn. Returns when it has passed for the
 * router, or the server has ended; children may follow a little later. Returns
 * in how many steps it has passed for the router: 1 if nothing was due before.
 */
#define server_pace(server, time) server_pace_at(HERE, server, time)
size_t server_pace_at(
    const char *where, const struct server *server, usec time);

/* The same, without waiting: for a server that is stopped, or never rests. */
void server_pace_later(struct server *server, usec time);

/*
 * Has time still to pass, more than a second? Then nobody gives an order: the
 * control socket waits for it only so long.
 */
bool server_is_behind(const struct server *server);

/* Sets the clocks of a paced server and its children forward, all at once. */
void server_leap(struct server *server, usec time);

/*
 * Does as server_pace, by whole seconds, and returns when the time has passed
 * for the children as well, and all that was due then has been done. None may
 * come, go or be stopped meanwhile.
 */
void server_pace_all(struct server *server, usec time);

/*
 * Writes the configuration for a reload that the test orders by itself: only
 * limits in the text apply, as at the start.
 */
void server_configure(const struct server *server, const char *text);

/* Has the server reload with another configuration, which must be valid. */
#define server_reload(server, config) server_reload_at(HERE, server, config)
void server_reload_at(
    const char *where, struct server *server, const char *config);

/*
 * Waits for the server's end. Returns its exit status, or ENDED_BY its signal.
 */
int server_status(struct server *server);

/*
 * Registers a function that closes the test's connections to the server before
 * the server stops; otherwise a worker waits up to 2 s for its client.
 */
void server_let_go_by(void (*let_go)(void));

/*
 * Ends the server by TERM and checks that it ends well: as many descriptors as
 * when it was ready once the clients have gone, exit status 0, "stopped"
 * logged, no child left, no report of a sanitizer, no complaint of a fault for
 * which the test has not looked.
 */
#define server_stop(server) server_stop_at(HERE, server)
void server_stop_at(const char *where, struct server *server);

/*
 * Does the same with a paced server that has to wait: lets so much time pass
 * for it once it stops.
 */
#define server_stop_late(server, time) server_stop_late_at(HERE, server, time)
void server_stop_late_at(const char *where, struct server *server, usec time);

/*
 * Starts a server, expects that it exits with that status instead of becoming
 * ready, and that a line of its log matches; with an empty pattern, the log
 * must be empty.
 */
#define server_refuses(setup, status, ...) \
	server_refuses_at(HERE, setup, status, __VA_ARGS__)
void server_refuses_at(const char *where, const struct setup *setup, int status,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/*
 * Returns the worker of the client with that name, or the helper: "keeper",
 * "journal"; found by its title, which is waited for.
 */
#define server_worker(server, name) server_worker_at(HERE, server, name)
pid_t server_worker_at(
    const char *where, const struct server *server, const char *name);

/* Kills that worker or helper, stops it, or has it continue. */
void server_signal_worker(
    const struct server *server, const char *name, int signal);

/*
 * Returns whether any process of the test's servers runs, or waits for a
 * processor: false if all of them wait for something to come.
 */
bool server_any_runs(void);

/* Waits until none of them does. */
#define server_await_rest() server_await_rest_at(HERE)
void server_await_rest_at(const char *where);

/* Waits until the server has exactly that many workers. */
#define server_expect_workers(server, count) \
	server_expect_workers_at(HERE, server, count)
void server_expect_workers_at(
    const char *where, const struct server *server, size_t count);

/*
 * Asks for a summary by USR1, and returns the number in its line "memory: N
 * bytes".
 */
size_t server_memory(struct server *server);

#endif
