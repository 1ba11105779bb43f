/* The scenario for a server that meets a fault: see story.h. */
#include "story.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "shared/addr.h"
#include "shared/io.h"
#include "spec.h"
#include "tests/chaos/crowd.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"
#include "tests/lib/server.h"

#define CLIENTS 10
#define TURNS 60 /* of a scene, of about a millisecond each */

/* No limit expires but when the test moves the clock by all of them. */
#define LIFE "grace 600\nstall_time 600\nhold_time 600\n"
#define ALL_OF_LIFE (3 * 600 * SEC)
#define LOOKS 5 /* in a row, that find nothing under way */

/* The descriptors for one more UNIX socket: the socket and the lock. */
#define LISTENER_FDS 2

static struct {
	struct board *board;
	struct server *server;
	char path[SCRATCH_PATH]; /* where it listens first */
	char later[SCRATCH_PATH]; /* and since the HUP */
	char tcp[ADDR_TEXT]; /* its port, where that is known */
	char pid_file[SCRATCH_PATH];
	pid_t pid;
	long at_rest; /* descriptors without clients, before the HUP */
	size_t lines; /* that the crowd has heard */
	unsigned quiet; /* looks in a row */
	unsigned moved; /* how often the clock was */
} story;

static bool
is_hit(void)
{
	return atomic_load(&story.board->hits) > 0;
}

/* By such a fault somebody may be lost, or refused what it asks. */
static bool
is_harmed(void)
{
	return is_hit() && !spec_is_harmless(&story.board->fault);
}

/*
 * Nothing comes any more where nobody has heard anything and no process of the
 * server runs. If a fault is the reason, what it has left is to end when its
 * time is over, which is now.
 */
static void
look_around(void)
{
	const size_t lines = crowd_count().lines;

	if (lines != story.lines || !is_hit() || server_any_runs()) {
		story.quiet = 0;
	} else if (++story.quiet == LOOKS) {
		server_pace(story.server, ALL_OF_LIFE);
		story.quiet = 0;
		story.moved++;
	}
	story.lines = lines;
}

static void
hear(usec time)
{
	crowd_listen(clock_mono() + time);
	look_around();
}

/* A while of whatever they do. */
static void
talk(void)
{
	for (int i = 0; i < TURNS; i++) {
		crowd_act();
		hear(MSEC);
	}
}

static void
fall_silent(void)
{
	MUST(crowd_fall_silent(look_around), "not all are answered");
}

/* Waits for a line of the log, for which a fault may be the reason to lack. */
static bool
log_says(const char *pattern)
{
	const usec end = deadline();
	const unsigned moved = story.moved;

	do {
		if (server_logged(story.server, pattern) > 0)
			return true;
		hear(3 * MSEC);
	} while (!deadline_passed(end) && story.moved == moved);
	MUST(is_hit(), "it does not log \"%s\"", pattern);
	return false;
}

/* --- The start ------------------------------------------------------------ */

static void
make_server(int board_fd)
{
	char text[4 * SCRATCH_PATH];

	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail */
	board_pass(board_fd);
	scratch_path(story.path, "s1");
	scratch_path(story.later, "s2");
	scratch_path(story.pid_file, "pid");
	(void)snprintf(text, sizeof(text),
	    LIFE "listen %s\nlisten 127.0.0.1:0\ngroup old-a\n", story.path);
	story.server = server_spawn(&(struct setup) { .config = text,
	    .file_listens = true,
	    .program = "forkcastd",
	    .paced = true,
	    .args = { "-p", story.pid_file } });
	story.pid = story.server->pid;
}

/* It did not come up: it must have said why, and used a code of sysexits. */
static void
check_refusal(void)
{
	const int status = server_status(story.server);

	MUST(status >= 64 && status <= 78, "it did not start: status %d",
	    status);
	MUST(server_logged(story.server, "forkcastd: ...") > 0,
	    "it did not start, and did not say why: \"%s\"",
	    server_log(story.server));
	/* A file does not block; EAGAIN is for what does. */
	MUST(!spec_is_harmless(&story.board->fault) ||
		story.board->fault.kind == EAGAIN,
	    "it did not start, for nothing");
}

/* Is somebody who comes there answered, or turned away? */
static bool
is_open(void)
{
	struct addr addr;
	char answer[256];
	bool open = false;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	MUST(fd != -1 && addr_parse(&addr, story.path) == NULL, "no socket");
	if (connect(fd, &addr.to.any, addr.len) == 0 &&
	    io_write(fd, "first\n", 6) == 6)
		open = io_read(fd, answer, sizeof(answer)) > 0;
	io_close(&fd);
	return open;
}

/*
 * A server that is not ready yet may close its listeners and try anew, for
 * another may have taken its port. False if there is no server.
 */
static bool
open_doors(void)
{
	const usec end = deadline();

	while (!is_open()) {
		MUST(deadline_pause(end), "nobody can come in");
		if (proc_is_gone(story.pid))
			return false;
	}
	return true;
}

/* The port of TCP, from the log; where a fault has hidden that, the path. */
static void
learn_port(void)
{
	const char *label = "listening on ";
	const char *at =
	    strstr(server_log(story.server), "listening on 127.0.0.1:");
	const size_t len = at != NULL ? strcspn(at, "\n") : 0;
	const bool known = at != NULL && at[len] == '\n';

	(void)snprintf(story.tcp, sizeof(story.tcp), "%.*s",
	    known ? (int)(len - strlen(label)) : (int)strlen(story.path),
	    known ? at + strlen(label) : story.path);
}

/* Its descriptors, but for the two that it has for each worker. */
static long
descriptors(void)
{
	return proc_descriptors(story.pid) - 2 * (long)crowd_present();
}

/* Workers that were not reaped yet. */
static size_t
workers(void)
{
	const unsigned births = atomic_load(&story.board->births);
	size_t count = 0;

	MUST(births <= BOARD_BIRTHS, "too many workers");
	for (unsigned i = 0; i < births; i++)
		count += kill(story.board->born[i], 0) == 0;
	return count;
}

/* Waits until there are as many workers as clients: who is gone is reaped. */
static void
wait_for_rest(void)
{
	const usec end = deadline();
	size_t count;

	while ((count = workers()) != crowd_present()) {
		hear(3 * MSEC);
		MUST(!deadline_passed(end), "%zu workers for %zu clients",
		    count, crowd_present());
	}
}

/* --- What happens to it --------------------------------------------------- */

/* On a busy machine, clients would wait for too long. */
#define TOO_LATE "upgrade: refused: the rehearsal of * did not end within 1 s"

/*
 * Asks for an upgrade once more for each that was refused only because it was
 * too late, as an operator would; true when one is answered otherwise.
 */
static bool
is_upgrade_over(void)
{
	static size_t again;
	const size_t late = server_logged(story.server, TOO_LATE);

	if (server_logged(story.server, "upgrade: done ...") +
		server_logged(story.server, "upgrade: refused: ...") >
	    late)
		return true;
	for (; again < late; again++)
		server_signal(story.server, SIGUSR2);
	return false;
}

/*
 * The server becomes the same program anew, or it is told why not; those who
 * talk meanwhile do not notice. Where a fault was met, it may not even be told
 * with time.
 */
static void
upgrade(void)
{
	const usec end = deadline();
	const unsigned moved = story.moved;

	server_signal(story.server, SIGUSR2);
	talk();
	while (
	    !is_upgrade_over() && !deadline_passed(end) && story.moved == moved)
		hear(3 * MSEC);
	MUST(is_upgrade_over() || is_hit(), "nothing is said of the upgrade");
	MUST(server_logged(story.server, "upgrade: done ...") == 1 || is_hit(),
	    "the upgrade failed, for nothing");
}

static void
crash(void)
{
	const unsigned births = atomic_load(&story.board->births);

	for (unsigned i = 0; i < births; i++) {
		const pid_t worker = story.board->born[i];
		if (kill(worker, 0) != 0 || !crowd_loses(worker, CROWD_CUT))
			continue;
		(void)kill(worker, SIGKILL); /* or it has just died */
		break;
	}
	talk();
}

static void
reload(void)
{
	char text[4 * SCRATCH_PATH];

	(void)snprintf(text, sizeof(text),
	    LIFE "listen %s\nlisten 127.0.0.1:0\nlisten %s\ngroup new-a\n",
	    story.path, story.later);
	scratch_write(story.server->config, text);
	server_signal(story.server, SIGHUP);
	(void)log_says("reload: done");
	server_signal(story.server, SIGUSR1);
	(void)log_says("memory: ...");
	talk();
}

/* No more of them than in a story without a fault, in which none are lost. */
static void
check_descriptors(void)
{
	const usec end = deadline();
	long rest;

	wait_for_rest();
	if (story.board->fault.last == 0)
		story.board->at_rest = story.at_rest + LISTENER_FDS;
	do {
		hear(3 * MSEC);
		rest = descriptors();
		MUST(!deadline_passed(end), "%ld descriptors at rest, not %ld",
		    rest, story.board->at_rest);
	} while (rest > story.board->at_rest);
}

/* --- The end -------------------------------------------------------------- */

/* The server removes its files, unless a call failed that this needs. */
static void
check_files(void)
{
	const char *const made[] = { story.path, story.later, story.pid_file };
	const enum call call = story.board->fault.call;

	if (call == CALL_fstat || call == CALL_fstatat || call == CALL_open ||
	    call == CALL_unlinkat)
		return;
	for (size_t i = 0; i < COUNT(made); i++)
		MUST(access(made[i], F_OK) != 0, "%s is left", made[i]);
}

/*
 * What fails behind the rehearsal, in the program that takes over, may end the
 * server; it says why.
 */
static bool
has_ended_in_upgrade(int status)
{
	return is_hit() && (status == EX_OSERR || status == EX_DATAERR) &&
	    server_logged(story.server, "upgrade: rehearsed") >
	    server_logged(story.server, "upgrade: done ...") &&
	    server_logged(story.server, "forkcastd: ...") > 0;
}

/* Returns whether the server was there until then. */
static bool
stop(void)
{
	const usec end = deadline();

	server_signal(story.server, SIGTERM);
	MUST(crowd_hears_out(look_around), "not all are told goodbye");
	while (!proc_is_gone(story.pid) && !deadline_passed(end))
		hear(3 * MSEC);
	const int status = server_status(story.server);
	if (has_ended_in_upgrade(status))
		return false;
	MUST(status == 0, "it ended with status %d", status);
	(void)log_says("stopped");
	MUST(workers() == 0, "a worker is left");
	check_files();
	return true;
}

/* A line that nothing is to be found in at the end. */
static const char *const alarms[] = { "Sanitizer", "runtime error", "Assertion",
	"signal 4", "signal 6", "signal 7", "signal 8", "signal 11",
	"signal 31" };

void
story_play(struct board *board, int board_fd)
{
	story.board = board;
	make_server(board_fd);
	if (!open_doors()) {
		check_refusal();
		return;
	}
	wait_for_rest();
	story.at_rest = descriptors();
	learn_port();
	crowd_pardon_by(is_harmed);
	crowd_begin(story.tcp, CLIENTS, look_around);
	talk();
	upgrade();
	crash();
	reload();
	fall_silent();
	wait_for_rest();
	fall_silent();
	crowd_finish();
	check_descriptors();
	if (!stop())
		return;
	crowd_leave();
	MUST(crowd_count().lost <= 1, "%zu clients were lost",
	    crowd_count().lost);
	for (size_t i = 0; i < COUNT(alarms); i++)
		MUST(strstr(server_log(story.server), alarms[i]) == NULL,
		    "the log says \"%s\"", alarms[i]);
}
