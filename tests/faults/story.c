/* The scenario for a server that meets a fault: see story.h. */
#include "story.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "guest.h"
#include "kept.h"
#include "shared/addr.h"
#include "spec.h"
#include "tests/lib/deadline.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"
#include "tests/lib/server.h"
#include "witness.h"

/* Lines to a client that does not read: more than pipes hold. */
#define FLOOD 180
#define FLOOD_TEXT 3700

/* No limit expires but when the test moves the clock by all of them. */
#define LIFE "grace 600\nstall_time 600\nhold_time 600\n"
#define ALL_OF_LIFE (3 * 600 * SEC)
#define LOOKS 5 /* in a row, that find nothing under way */

static struct {
	struct board *board;
	struct server *server;
	char path[SCRATCH_PATH]; /* where it listens first */
	char later[SCRATCH_PATH]; /* and since the HUP */
	char tcp[ADDR_TEXT]; /* its port, where that is known */
	char pid_file[SCRATCH_PATH];
	pid_t pid;
	pid_t worker[GUESTS]; /* 0: not known */
	long at_rest; /* descriptors without clients, before the HUP */
	unsigned quiet; /* looks in a row */
	unsigned moved; /* how often the clock was */
} story;

/* The descriptors for one more UNIX socket: the socket and the lock. */
#define LISTENER_FDS 2

static struct guest *
who(size_t number)
{
	return guest_get(number);
}

static bool
is_hit(void)
{
	return atomic_load(&story.board->hits) > 0;
}

/*
 * Nothing comes any more where no guest has heard anything and no process of
 * the server runs. If a fault is the reason, what it has left is to end when
 * its time is over, which is now.
 */
static void
look_around(bool heard)
{
	if (heard || !is_hit() || server_any_runs())
		story.quiet = 0;
	else if (++story.quiet == LOOKS) {
		server_pace(story.server, ALL_OF_LIFE);
		story.quiet = 0;
		story.moved++;
	}
}

static void
make_server(int board_fd)
{
	char text[4 * SCRATCH_PATH];

	board_pass(board_fd);
	scratch_path(story.path, "s1");
	scratch_path(story.later, "s2");
	scratch_path(story.pid_file, "pid");
	(void)snprintf(text, sizeof(text),
	    LIFE "listen %s\nlisten 127.0.0.1:0\n"
		 "group old-a\ngroup old-b\n",
	    story.path);
	story.server = server_spawn(&(struct setup) { .config = text,
	    .file_listens = true,
	    .program = "forkcastd",
	    .paced = true,
	    .args = { "-p", story.pid_file } });
	story.pid = story.server->pid;
}

/* The configuration that a HUP is to bring into force. */
static void
change_configuration(void)
{
	char text[4 * SCRATCH_PATH];

	(void)snprintf(text, sizeof(text),
	    LIFE "listen %s\nlisten 127.0.0.1:0\nlisten %s\n"
		 "group new-a\ngroup new-b\ngroup new-c\n",
	    story.path, story.later);
	scratch_write(story.server->config, text);
}

/* It did not come up: it must have said why, and used a code of sysexits. */
static void
check_refusal(void)
{
	const int status = server_status(story.server);
	const char *log = server_log(story.server);

	MUST(status >= 64 && status <= 78, "it did not start: status %d",
	    status);
	MUST(server_logged(story.server, "forkcastd: ...") > 0,
	    "it did not start, and did not say why: \"%s\"", log);
	/* A file does not block; EAGAIN is for what does. */
	MUST(!spec_is_harmless(&story.board->fault) ||
		story.board->fault.kind == EAGAIN,
	    "it did not start, for nothing");
}

/* Says its name; what is its worker is the one that was made meanwhile. */
static void
introduce(size_t number, unsigned born)
{
	struct guest *guest = who(number);
	char answer[64];

	(void)snprintf(answer, sizeof(answer), "ok name %s", guest->name);
	guest_ask(guest, answer, "%s", guest->name);
	guest_settle(guest);
	if (guest->state == GUEST_IN &&
	    atomic_load(&story.board->births) == born + 1)
		story.worker[number] = story.board->born[born];
}

static void
enter(size_t number, const char *address, const char *const *groups)
{
	const unsigned born = atomic_load(&story.board->births);
	struct guest *guest = who(number);

	if (address != NULL)
		guest_come(guest, address, number == DAN);
	introduce(number, born);
	for (; *groups != NULL; groups++) {
		char answer[64];
		(void)snprintf(answer, sizeof(answer), "join * %s %s", *groups,
		    guest->name);
		guest_ask(guest, answer, "join %s", *groups);
		guest_settle(guest);
	}
}
#define ENTER(number, address, ...) \
	enter(number, address, (const char *const[]) { __VA_ARGS__, NULL })

/*
 * The first guest comes as soon as it can. A server that is not ready yet may
 * close its listeners and try anew, for another may have taken its port; then
 * the guest comes again. False if there is no server.
 */
static bool
open_doors(void)
{
	const usec end = deadline();

	do {
		guest_come(who(ADA), story.path, false);
		if (who(ADA)->state == GUEST_IN)
			ENTER(ADA, NULL, "all", "g1");
		if (who(ADA)->state == GUEST_IN || who(ADA)->bye ||
		    atomic_load(&story.board->births) > 0)
			return true;
		MUST(deadline_pause(end), "nobody can come in");
	} while (!proc_is_gone(story.pid));
	return false;
}

/* The port of TCP, from the log; where a fault has hidden that, the path. */
static void
learn_port(void)
{
	const char *label = "listening on 127.0.0.1:";
	const char *at = strstr(server_log(story.server), label);
	const size_t len = at != NULL ? strcspn(at, "\n") : 0;

	(void)snprintf(story.tcp, sizeof(story.tcp), "%s", story.path);
	if (at != NULL && at[len] == '\n')
		(void)snprintf(story.tcp, sizeof(story.tcp), "%.*s",
		    (int)(len - strlen("listening on ")),
		    at + strlen("listening on "));
}

/* Its descriptors, but for the two that it has for each worker. */
static long
descriptors(void)
{
	return proc_descriptors(story.pid) - 2 * (long)guests_count(GUEST_IN);
}

static void
come_in(void)
{
	story.at_rest = descriptors();
	learn_port();
	ENTER(BOB, story.path, "all", "g2");
	ENTER(CEM, story.tcp, "all", "g1");
	ENTER(DAN, story.tcp, "all", "g2");
	ENTER(EVA, story.path, "all", "g1", "g3");
	ENTER(FAY, story.tcp, "all", "g3");
	ENTER(GIL, story.tcp, "all", "g3");
	ENTER(HAL, story.path, "all", "g1");
	ENTER(IVO, story.tcp, "all");
}

static void
ask(size_t number, const char *line, const char *pattern)
{
	guest_ask(who(number), pattern, "%s", line);
	guest_settle(who(number));
}

static void
talk(void)
{
	ask(ADA, "send g1 hello", "msg * g1 ada hello");
	ask(BOB, "send all hello", "msg * all bob hello");
	ask(CEM, "topic g1 weather", "topic * g1 cem weather");
	ask(CEM, "topic g1", "ok topic g1 weather");
	ask(CEM, "names g1", "ok names g1 *");
	ask(CEM, "tell cem note", "tell * cem cem note");
	ask(EVA, "name evi", "name * eva evi");
	ask(EVA, "send g3 it is me", "msg * g3 evi it is me");
	ask(FAY, "leave g3 later", "leave * g3 fay later");
	ask(FAY, "send g3 hello", "err send not-member ...");
	ask(FAY, "join g3", "join * g3 fay");
	ask(FAY, "join g3", "err join already-member ...");
	ask(GIL, "nonsense", "err - bad-command ...");
	ask(GIL, "help", "ok help");
	ask(HAL, "ping 1", "ok ping 1");
	ask(HAL, "join old-a", "join * old-a hal");
	ask(HAL, "leave old-a", "leave * old-a hal");
}

/* All say something at once, several lines in a write. */
static void
talk_at_once(void)
{
	for (size_t round = 0; round < 3; round++)
		for (size_t i = 0; i < JAN; i++)
			guest_ask(who(i), "msg * all * text ...",
			    "send all text %zu of %zu %s", round, i,
			    filler(200));
	for (size_t i = 0; i < JAN; i++)
		guest_settle(who(i));
}

/* One says much, and another one of the two does not read it for a while. */
static void
overwhelm(void)
{
	who(DAN)->deaf = true;
	for (int i = 0; i < FLOOD; i++)
		guest_ask(who(BOB), "msg * g2 bob much ...",
		    "send g2 much %d %s", i, filler(FLOOD_TEXT));
	while (guests_read(20 * MSEC))
		continue;
	who(DAN)->deaf = false;
	guest_settle(who(BOB));
	ask(DAN, "ping read", "ok ping read");
	ask(DAN, "send g2 at last", "msg * g2 dan at last");
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

/* Waits until there are as many workers as guests: who is gone is reaped. */
static void
wait_for_rest(void)
{
	const usec end = deadline();
	size_t count;

	while ((count = workers()) != guests_count(GUEST_IN)) {
		(void)guests_read(3 * MSEC);
		MUST(!deadline_passed(end), "%zu workers for %zu guests", count,
		    guests_count(GUEST_IN));
	}
}

/* Waits until all who are still there have taken part in a ping. */
static void
ask_all(void)
{
	for (size_t i = 0; i < GUESTS; i++)
		guest_ask(who(i), "ok ping all", "ping all");
	for (size_t i = 0; i < GUESTS; i++)
		guest_settle(who(i));
}

/* The possible log lines of an upgrade, whatever its result. */
static const char *const outcomes[] = { "upgrade: done ...",
	"upgrade: refused: ..." };

/* On a busy machine, clients would wait for too long. */
#define TOO_LATE "upgrade: refused: the rehearsal of * did not end within 1 s"

/* How many requests for an upgrade are answered. */
static size_t
upgrades_answered(void)
{
	size_t count = 0;

	for (size_t i = 0; i < COUNT(outcomes); i++)
		count += server_logged(story.server, outcomes[i]);
	return count;
}

/*
 * Asks for an upgrade once more for each that was refused only because it was
 * too late, as an operator would; true when one is answered otherwise.
 */
static bool
is_upgrade_over(void)
{
	static size_t again;
	const size_t late = server_logged(story.server, TOO_LATE);

	if (upgrades_answered() > late)
		return true;
	for (; again < late; again++)
		server_signal(story.server, SIGUSR2);
	return false;
}

/*
 * For an effect that must come where no fault was met; where one was, it may
 * not even come with time.
 */
struct wait {
	usec end;
	unsigned moved;
};

static struct wait
begin_wait(void)
{
	return (struct wait) { deadline(), story.moved };
}

static bool
goes_on(const struct wait *wait)
{
	return !deadline_passed(wait->end) && story.moved == wait->moved;
}

/*
 * The server becomes the same program anew, or it is told why not; those who
 * talk meanwhile do not notice.
 */
static void
upgrade(void)
{
	const struct wait wait = begin_wait();

	for (size_t i = 0; i < GUESTS; i++)
		guest_ask(who(i), "ok ping before", "ping before");
	server_signal(story.server, SIGUSR2);
	for (size_t i = 0; i < GUESTS; i++)
		guest_ask(who(i), "ok ping meanwhile", "ping meanwhile");
	while (!is_upgrade_over() && goes_on(&wait))
		(void)guests_read(3 * MSEC);
	MUST(is_upgrade_over() || is_hit(), "nothing is said of the upgrade");
	MUST(server_logged(story.server, outcomes[0]) == 1 || is_hit(),
	    "the upgrade failed, for nothing");
	ask_all();
}

static void
crash(void)
{
	guest_reset(who(GIL));
	wait_for_rest();
	if (who(HAL)->state == GUEST_IN && story.worker[HAL] != 0) {
		who(HAL)->leaving = true;
		MUST(kill(story.worker[HAL], SIGKILL) == 0, "no such worker");
		guest_end(who(HAL));
	}
	wait_for_rest();
	ask_all();
}

/* A line that a fault may have kept out of the log; then it has to say so. */
static bool
log_says(const char *pattern)
{
	const struct wait wait = begin_wait();

	do {
		if (server_logged(story.server, pattern) > 0)
			return true;
		(void)guests_read(3 * MSEC);
	} while (goes_on(&wait));
	MUST(is_hit(), "it does not log \"%s\"", pattern);
	return false;
}

static bool
has_group(const char *name)
{
	char pattern[64];

	(void)snprintf(pattern, sizeof(pattern), "group %s * ...", name);
	return guest_has(who(ADA), pattern) || guest_has(who(CEM), pattern);
}

/* The new configuration or the old one, but whole. */
static void
check_groups(void)
{
	const bool old = has_group("old-a") && has_group("old-b") &&
	    !has_group("new-a") && !has_group("new-b") && !has_group("new-c");
	const bool new = !has_group("old-a") && !has_group("old-b") &&
	    has_group("new-a") && has_group("new-b") && has_group("new-c");

	MUST(who(ADA)->state != GUEST_IN || old || new,
	    "the configuration is a mixture");
}

/* True if the server took the new configuration. */
static bool
reload(void)
{
	bool done;

	change_configuration();
	server_signal(story.server, SIGHUP);
	done = log_says("reload: done");
	ask_all();
	ask(ADA, "groups", "ok groups *");
	check_groups();
	return done || has_group("new-a");
}

static void
end_some(bool reloaded)
{
	ENTER(JAN, reloaded ? story.later : story.path, "all", "g3");
	server_signal(story.server, SIGUSR1);
	(void)log_says("memory: ...");
	who(IVO)->leaving = true;
	ask(IVO, "quit enough", "bye quit ...");
	guest_end(who(IVO));
	ask(JAN, "send all well", "msg * all jan well");
	ask_all();
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
		(void)guests_read(3 * MSEC);
		rest = descriptors();
		MUST(!deadline_passed(end), "%ld descriptors at rest, not %ld",
		    rest, story.board->at_rest);
	} while (rest > story.board->at_rest);
}

/* A line that nothing is to be found in at the end. */
static const char *const alarms[] = { "Sanitizer", "runtime error", "Assertion",
	"signal 4", "signal 6", "signal 7", "signal 8", "signal 11",
	"signal 31" };

static void
check_log(void)
{
	for (size_t i = 0; i < COUNT(alarms); i++)
		MUST(strstr(server_log(story.server), alarms[i]) == NULL,
		    "the log says \"%s\"", alarms[i]);
}

/*
 * The server removes its files, unless the failed call is one that this needs.
 */
static bool
removes_files(void)
{
	static const enum call needed[] = { CALL_fstat, CALL_fstatat, CALL_open,
		CALL_unlinkat };

	for (size_t i = 0; i < COUNT(needed); i++)
		if (story.board->fault.call == needed[i])
			return false;
	return true;
}

static void
check_files(void)
{
	const char *const made[] = { story.path, story.later, story.pid_file };

	for (size_t i = 0; i < COUNT(made); i++)
		MUST(!removes_files() || access(made[i], F_OK) != 0,
		    "%s is left", made[i]);
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

	for (size_t i = 0; i < GUESTS; i++) {
		who(i)->leaving = true;
		who(i)->stayed = who(i)->state == GUEST_IN;
	}
	server_signal(story.server, SIGTERM);
	for (size_t i = 0; i < GUESTS; i++)
		guest_end(who(i));
	while (!proc_is_gone(story.pid) && !deadline_passed(end))
		(void)guests_read(3 * MSEC);
	const int status = server_status(story.server);
	if (has_ended_in_upgrade(status))
		return false;
	MUST(status == 0, "it ended with status %d", status);
	(void)log_says("stopped");
	MUST(workers() == 0, "a worker is left");
	check_files();
	return true;
}

/* A client that was there at the end must have got the reason. */
static void
check_losses(void)
{
	const bool harmless =
	    spec_is_harmless(&story.board->fault) || !is_hit();
	size_t lost = 0;

	for (size_t i = 0; i < GUESTS; i++)
		lost += who(i)->state == GUEST_LOST ||
		    (who(i)->stayed && !who(i)->told);
	MUST(lost <= (harmless ? 0 : 1), "%zu guests were lost", lost);
}

void
story_play(struct board *board, int board_fd)
{
	story.board = board;
	guests_begin(look_around);
	make_server(board_fd);
	if (!open_doors()) {
		check_refusal();
		return;
	}
	come_in();
	talk();
	talk_at_once();
	kept_write(board);
	kept_take(board);
	overwhelm();
	upgrade();
	kept_go_on(board);
	crash();
	kept_take_over(board);
	end_some(reload());
	check_descriptors();
	const bool stayed = stop();
	guests_close();
	if (!stayed)
		return;
	witness_check();
	check_losses();
	check_log();
}
