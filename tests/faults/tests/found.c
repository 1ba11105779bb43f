/*
 * Plays a story (clients of the chaos, an upgrade, a killed worker, a HUP, a
 * USR1 and at last a TERM) with faults of those kinds that did harm once, of
 * each of which some are met, and with a sample of all that there are: others
 * each time. The seed that is shown repeats it: FORKCAST_SEED. "make faults"
 * plays all:
 *	found all
 *	found CALL:NUMBER:FAULT:SIDE...
 * or those that are named, as in "read:17:EINTR:parent"; "*" as the number is
 * each of them in turn.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "shared/addr.h"
#include "shared/io.h"
#include "shared/str.h"
#include "tests/chaos/crowd.h"
#include "tests/faults/board.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"
#include "tests/lib/server.h"

/* --- The story ---------------------------------------------------------- */

#define CLIENTS 10
#define TURNS 60 /* of a scene, of about a millisecond each */
#define TALKS 50 /* at most, until what has to be said is */

/*
 * No limit expires but when the test moves the clock by all of them. A client
 * of which half of the first line has come by then is none that speaks chunks.
 */
#define LIFE "grace 600\nstall_time 600\nhold_time 600\nchunk_time 0\n"
#define ALL_OF_LIFE (3 * 600 * SEC)
#define A_MOMENT (2 * SEC)
#define LOOKS 5 /* in a row, that find nothing under way */

/*
 * So much may come of a fault: who is lost is told why, and is refused what it
 * asks meanwhile.
 */
#define PARDONS 4

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
 * server runs. If a fault is the reason, it may be tried again in a moment; and
 * then, what it has left is to end when its time is over, which is now.
 */
static void
look_around(void)
{
	const size_t lines = crowd_count().lines;

	if (lines != story.lines || !is_hit() || server_any_runs()) {
		story.quiet = 0;
	} else if (++story.quiet == LOOKS) {
		server_pace(story.server, A_MOMENT);
	} else if (story.quiet == 2 * LOOKS) {
		server_pace(story.server, ALL_OF_LIFE);
		story.quiet = 0;
		story.moved++;
	}
	story.lines = lines;
}

static void
hear(int ms)
{
	crowd_listen(ms);
	look_around();
}

/* A while of whatever they do. */
static void
talk(void)
{
	for (int i = 0; i < TURNS; i++) {
		crowd_act();
		hear(1);
	}
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
		hear(3);
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
		hear(3);
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
		hear(3);
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
		if (kill(worker, 0) != 0 || !crowd_loses(worker))
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
	server_configure(story.server, text);
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
		hear(3);
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
	crowd_hears_out();
	while (!proc_is_gone(story.pid) && !deadline_passed(end))
		hear(3);
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

/*
 * Plays it with a server of its own, in a process of its own; the descriptor
 * is the board's. Ends the process if the server does what it must not: it may
 * lose one client by the fault, or none if that is harmless, or refuse to start
 * and say why. Without a fault the descriptors at rest are noted on the board.
 */
static void
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
	crowd_begin(story.tcp, CLIENTS, look_around, is_harmed);
	talk();
#ifdef __linux__
	/* A long text, with nothing before it for several, comes by chance. */
	for (int i = 0; i < TALKS &&
	     atomic_load(&story.board->count[SIDE_PARENT][CALL_tee]) == 0;
	     i++)
		talk();
#endif
	upgrade();
	crash();
	reload();
	crowd_finish();
	check_descriptors();
	if (!stop())
		return;
	crowd_leave();
	MUST(crowd_count().lost <= 1, "%zu clients were lost",
	    crowd_count().lost);
	MUST(crowd_count().pardons <= PARDONS, "%zu things went wrong",
	    crowd_count().pardons);
	for (size_t i = 0; i < COUNT(alarms); i++)
		MUST(strstr(server_log(story.server), alarms[i]) == NULL,
		    "the log says \"%s\"", alarms[i]);
}

/* --- Its trials --------------------------------------------------------- */

#define LANES 4

/* A trial that hangs although each of its waits has an end. */
#define STORY_SECONDS 600

/* The exit status of a trial whose fault never happened. */
#define MISSED 77

struct trials {
	size_t done; /* all that follow are parts of it */
	size_t failed; /* each was told of, with the words that repeat it */
	size_t missed; /* the story did not come to the call this time */
};

struct lane {
	struct board *board;
	int board_fd;
	int output; /* a file: what the trial says */
	pid_t pid; /* 0: none runs */
	struct fault fault;
};

static struct {
	struct lane lane[LANES];
	long at_rest;
} lanes;

static void
open_lane(struct lane *lane)
{
	lane->output = scratch_nameless();
	lane->board = board_make(&lane->board_fd);
}

/* In the trial's process. */
static noreturn void
play(const struct lane *lane)
{
	if (dup2(lane->output, STDOUT_FILENO) == -1)
		_exit(126);
	(void)alarm((unsigned)(STORY_SECONDS * deadline_patience()));
	story_play(lane->board, lane->board_fd);
	exit(atomic_load(&lane->board->hits) > 0 ? 0 : MISSED);
}

static void
start(struct lane *lane, const struct fault *fault)
{
	memset(lane->board, 0, sizeof(*lane->board));
	lane->fault = lane->board->fault = *fault;
	lane->board->at_rest = lanes.at_rest;
	MUST(ftruncate(lane->output, 0) == 0 &&
		lseek(lane->output, 0, SEEK_SET) == 0,
	    "cannot empty a file");
	(void)fflush(NULL);
	lane->pid = fork();
	MUST(lane->pid != -1, "cannot fork: %s", strerror(errno));
	if (lane->pid == 0)
		play(lane);
}

/* Prints the trial's output as comments. */
static void
show(struct lane *lane)
{
	char text[16384];
	ssize_t len;

	MUST(lseek(lane->output, 0, SEEK_SET) == 0, "lseek");
	len = io_read(lane->output, text, sizeof(text) - 1);
	text[len > 0 ? len : 0] = '\0';
	for (char *at = text; *at != '\0';) {
		const size_t line = strcspn(at, "\n");
		tap_note("    %.*s", (int)line, at);
		at += line + (at[line] == '\n');
	}
}

static void
take_result(struct lane *lane, int status, struct trials *result)
{
	const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
	char text[SPEC_TEXT];

	lane->pid = 0;
	result->done++;
	result->missed += code == MISSED;
	if (code == 0 || code == MISSED)
		return;
	result->failed++;
	spec_text(&lane->fault, text);
	tap_note("failed: FORKCAST_FAULT=%s", text);
	show(lane);
}

/* Waits for one trial to end; null if none runs. */
static struct lane *
wait_for_one(struct trials *result)
{
	int status;
	const pid_t pid = wait(&status);

	for (size_t i = 0; i < LANES && pid > 0; i++) {
		if (lanes.lane[i].pid != pid)
			continue;
		take_result(&lanes.lane[i], status, result);
		return &lanes.lane[i];
	}
	return NULL;
}

/*
 * Plays the story without a fault and writes how often each call was made;
 * false if that goes wrong.
 */
static bool
survey(unsigned count[SIDES][CALLS])
{
	const struct fault none = { 0 };
	struct lane *lane = &lanes.lane[0];
	struct trials result = { 0 };

	for (size_t i = 0; i < LANES; i++)
		open_lane(&lanes.lane[i]);
	start(lane, &none);
	(void)wait_for_one(&result);
	for (size_t side = 0; side < SIDES; side++)
		for (size_t call = 0; call < CALLS; call++)
			count[side][call] =
			    atomic_load(&lane->board->count[side][call]);
	lanes.at_rest = lane->board->at_rest;
	return result.done == 1 && result.failed == 0;
}

#define SAMPLE 50
#define EACH LANES /* trials of a kind */
#define MOST 50 /* of them, where all are wanted */
#define TRIALS 50000

static const struct {
	const char *spec;
	uint32_t last; /* of the calls that did harm; 0: any may have */
} found[] = {
	/* Somebody was in a group, and nobody knew. */
	{ "arena_alloc:*:ENOMEM:parent", 40 },
	/* A UNIX socket that a HUP could not open was left in its place. */
	{ "bind:*:EACCES:parent", 0 },
	{ "listen:*:EADDRINUSE:parent", 0 },
	{ "getsockname:*:ENOBUFS:parent", 0 },
	/* It did not start, and did not say why. */
	{ "open:*:EMFILE:parent", 1 },
	/* A client was lost for nothing. */
	{ "dup2:*:EINTR:worker", 4 },
	/* A dead child was not reaped until another child died. */
	{ "waitpid:*:EINTR:parent", 20 },
	/* A line of the log was lost for nothing. */
	{ "poll:*:EINTR:parent", 0 },
	/* The server ended, and with status 0. */
	{ "pselect:*:ENOMEM:parent", 6 },
	/* A client got what came behind a gap. */
	{ "tee:*:ENOMEM:parent", 1 },
	{ "writev:*:ENOMEM:parent", 8 },
	/* A client was there, and nobody heard it, or it heard nobody. */
	{ "write:*:ENOMEM:worker", 12 },
	/* The server ended in an upgrade, and did not say why. */
	{ "calloc:*:ENOMEM:heir", 0 },
	{ "lseek:*:EIO:parent", 0 },
	{ "mmap:*:ENOMEM:heir", 0 },
	{ "strdup:*:ENOMEM:heir", 0 },
	/* A module used a table that was not there. */
	{ "madvise:*:ENOMEM:rehearsal", 0 },
};

/* What there is, from the survey, and what is to be tried. */
static struct {
	unsigned count[SIDES][CALLS];
	struct fault kind[SIDES * CALLS * 8]; /* last: how many calls */
	size_t kinds;
	struct fault trial[TRIALS];
	size_t trials;
} all;

static void
find_kinds(enum side side, enum call call)
{
	struct fault kind = {
		.side = side, .call = call, .last = all.count[side][call]
	};

	for (size_t i = 0; kind.last > 0 && spec_kind(call, i, &kind.kind); i++)
		all.kind[all.kinds++] = kind;
}

static void
add(const struct fault *fault, uint32_t number)
{
	MUST(all.trials < TRIALS, "too many");
	all.trial[all.trials] = *fault;
	all.trial[all.trials].first = all.trial[all.trials].last = number;
	all.trials++;
}

static struct fault
parsed(const char *spec)
{
	struct fault fault;

	MUST(spec_parse(&fault, spec), "what is %s?", spec);
	return fault;
}

/* A fault in words, or each of its numbers. */
static void
add_named(const char *spec)
{
	const struct fault fault = parsed(spec);
	const uint32_t count = all.count[fault.side][fault.call];

	if (fault.first != 0)
		all.trial[all.trials++] = fault;
	for (uint32_t i = 1; fault.first == 0 && i <= count; i++)
		add(&fault, i);
}

/* Every kind is as likely, however often its call is made. */
static void
draw(void)
{
	const struct fault *kind = &all.kind[dice((uint32_t)all.kinds)];

	add(kind, 1 + dice(kind->last));
}

/* Some of those that a row means, of which one is met at least. */
static void
draw_found(size_t row)
{
	const struct fault fault = parsed(found[row].spec);
	uint32_t count = all.count[fault.side][fault.call];

	if (found[row].last != 0 && count > found[row].last)
		count = found[row].last;
	for (size_t i = 0; i < EACH && count > 0; i++)
		add(&fault, 1 + dice(count));
}

/* False if no trial has met its fault. */
static bool
try(const char *what)
{
	struct trials result = { 0 };
	struct lane *lane = NULL;

	for (size_t i = 0; i < all.trials; i++) {
		lane = i < LANES ? &lanes.lane[i] : wait_for_one(&result);
		start(lane, &all.trial[i]);
	}
	while (wait_for_one(&result) != NULL)
		continue;
	all.trials = 0;
	(void)TAP_NUM(result.failed, 0,
	    "%s: %zu trials, of which %zu met no fault", what, result.done,
	    result.missed);
	return result.missed < result.done;
}

int
main(int argc, char **argv)
{
	dice_begin();
	if (!TAP_OK(survey(all.count), "the story without a fault"))
		return tap_done();
	for (enum side side = 0; side < SIDES; side++)
		for (enum call call = 0; call < CALLS; call++)
			find_kinds(side, call);
	if (argc > 1 && strcmp(argv[1], "all") == 0)
		for (size_t i = 0; i < all.kinds; i++) {
			const uint32_t apart =
			    1 + (all.kind[i].last - 1) / MOST;
			for (uint32_t n = 1 + dice(apart);
			     n <= all.kind[i].last; n += apart)
				add(&all.kind[i], n);
		}
	else
		for (int i = 1; i < argc; i++)
			add_named(argv[i]);
	if (argc > 1) {
		(void)try("wanted");
		return tap_done();
	}
	for (size_t i = 0; i < COUNT(found); i++) {
		draw_found(i);
		(void)TAP_OK(try(found[i].spec), "one was met at least");
	}
	for (size_t i = 0; i < SAMPLE; i++)
		draw();
	(void)try("a sample");
	return tap_done();
}
