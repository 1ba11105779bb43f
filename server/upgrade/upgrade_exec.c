/* Carries out an upgrade: see upgrade_exec.h. */
#include "upgrade/upgrade_exec.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "accept/spawn.h"
#include "base/config/config.h"
#include "base/config/self.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "base/system/files.h"
#include "router/asks.h"
#include "router/delivery/disconnect_requests.h"
#include "router/model/clients.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/io.h"
#include "shared/str.h"
#include "shared/usage.h"
#include "upgrade/handover.h"

extern char **environ;

/*
 * This program as it was called, for the next one. The texts are on libc's
 * heap: the arguments were on the stack anyway.
 */
static struct {
	char **arguments;
	char path[PATH_MAX]; /* which may lead to another by now; empty: none */
} program;

/* The name under which the system shows the running program (Linux). */
#define ITSELF "/proc/self/exe"

/*
 * Finds the path of the program: as it was called, if that names a file, or as
 * the system shows it. A link that was called is not resolved: it may lead
 * elsewhere next time.
 */
static void
find_path(const char *name)
{
	char directory[PATH_MAX] = "";
	char *path = program.path;
	ssize_t len;

	if (strchr(name, '/') == NULL) {
		len = readlink(ITSELF, path, PATH_MAX - 1);
		path[len > 0 ? len : 0] = '\0';
	} else if ((name[0] != '/' &&
		       getcwd(directory, sizeof(directory)) == NULL) ||
	    snprintf(path, PATH_MAX, "%s%s%s", directory,
		name[0] != '/' ? "/" : "", name) >= PATH_MAX) {
		path[0] = '\0';
	}
	if (path[0] != '/' || access(path, X_OK) != 0)
		path[0] = '\0';
}

char **
upgrade_exec_init(int argc, char **argv, int *state)
{
	const char *said = getenv(PROGRAM_STATE);
	uint64_t number;

	*state =
	    said != NULL && str_to_number(str_from(said), INT_MAX, &number) ?
	    (int)number :
	    -1;
	program.arguments =
	    calloc((size_t)argc + 1, sizeof(*program.arguments));
	for (int i = 0; program.arguments != NULL && i < argc; i++)
		if ((program.arguments[i] = strdup(argv[i])) == NULL)
			return NULL;
	if (argc > 0)
		find_path(argv[0]);
	return program.arguments;
}

/* Has the next program take over from the state. False with errno. */
static bool
hand_over(int state)
{
	char number[STR_DIGITS + 2];

	(void)snprintf(number, sizeof(number), "%d", state);
	return setenv(PROGRAM_STATE, number, 1) == 0 &&
	    fcntl(state, F_SETFD, 0) == 0;
}

/* A program that is tried. */
struct rehearsal {
	const char *path;
	pid_t pid;
	bool dead;
	int status; /* as waitpid gave it */
	int said; /* the pipe from which its output is read */
	struct buf text;
	char room[1024];
};

/*
 * Reads what the program has said, once, for it may say more without an end;
 * whatever does not fit is dropped. False at the end of the output.
 */
static bool
read_output(struct rehearsal *rehearsal)
{
	char drop[4096], *room;
	const size_t size = buf_room(&rehearsal->text, &room);
	const ssize_t count = size > 0 ?
	    io_read(rehearsal->said, room, size) :
	    io_read(rehearsal->said, drop, sizeof(drop));

	if (size > 0 && count > 0)
		buf_filled(&rehearsal->text, (size_t)count);
	return count > 0 || count == IO_AGAIN;
}

/*
 * Judges a program that is dead, by how it ended and what it said. A script
 * that runs the server must exec it, or another process would take over. False
 * with *why.
 */
static bool
judge(struct rehearsal *rehearsal, struct error *why)
{
	const int status = WEXITSTATUS(rehearsal->status);
	struct str said = buf_str(&rehearsal->text);
	struct str line = str_cut(&said, '\n');
	struct str words = line;

	if (!WIFEXITED(rehearsal->status))
		return error_set(why, EX_SOFTWARE,
		    "the rehearsal of %s was killed by signal %d",
		    rehearsal->path, WTERMSIG(rehearsal->status));
	if (status == EX_OK && said.at != NULL &&
	    str_skip(&words, STR(REHEARSAL_WORD " ")) &&
	    str_eq(words, DECIMAL((uint64_t)rehearsal->pid)))
		return true;
	if (status == EX_OK || status == EX_USAGE ||
	    !str_skip(&line, STR("forkcastd: ")) || line.len == 0)
		return error_set(why, EX_UNAVAILABLE,
		    "%s is not a forkcastd that can take over",
		    rehearsal->path);
	return error_set(why, status, "%.*s", (int)line.len, line.at);
}

/*
 * The pauses between two checks of the program: SOON if its output has ended,
 * LATER if it or its children may still write.
 */
#define SOON 1 /* ms */
#define LATER 20

/* Waits for the program's end, at most for time. False with *why. */
static bool
await_end(struct rehearsal *rehearsal, usec time, struct error *why)
{
	const usec until = clock_mono() + time;
	bool speaks = true;

	do {
		struct pollfd polled = { .fd = speaks ? rehearsal->said : -1,
			.events = POLLIN };
		/*
		 * A failure means only that there was no pause; signals are
		 * blocked.
		 */
		(void)poll(&polled, 1, speaks ? LATER : SOON);
		rehearsal->dead = waitpid(rehearsal->pid, &rehearsal->status,
				      WNOHANG) == rehearsal->pid;
		speaks = read_output(rehearsal); /* the last of it, if dead */
		if (rehearsal->dead)
			return judge(rehearsal, why);
	} while (clock_mono() < until);
	return error_set(why, EX_UNAVAILABLE,
	    "the rehearsal of %s did not end within %g s", rehearsal->path,
	    (double)time / SEC);
}

/*
 * Tries the next program before anything depends on it: runs it, in a process
 * of its own, with a state until it has ended. After that time it is killed,
 * with what it has started. Signals must be blocked. False with *why, from the
 * program's own message or from how it ended.
 */
static bool
rehearse(const char *path, int state, usec time, struct error *why)
{
	struct rehearsal rehearsal = { .path = path };
	int said[2], error;
	bool good;

	if (!io_pipe(said))
		return error_set(why, EX_OSERR,
		    "cannot create a pipe for the rehearsal: %s",
		    strerror(errno));
	rehearsal.said = said[0];
	buf_init(&rehearsal.text, rehearsal.room, sizeof(rehearsal.room));
	error = hand_over(state) ?
	    self_spawn(path, program.arguments, said[1], &rehearsal.pid) :
	    errno;
	(void)fcntl(state, F_SETFD, FD_CLOEXEC); /* it is open */
	io_close(&said[1]);
	good = error == 0 ? await_end(&rehearsal, time, why) :
			    error_set(why, EX_OSERR, "cannot run %s: %s", path,
				strerror(error));
	io_close(&said[0]);
	if (error == 0 && !rehearsal.dead) {
		/* It is not reaped yet, so pid and group are still its own. */
		(void)kill(-rehearsal.pid, SIGKILL);
		(void)kill(rehearsal.pid, SIGKILL); /* if it left its group */
	}
	return good;
}

static struct upgrade_exec {
	/* The request, and the result of the last one. */
	struct upgrade_wish wish;
	bool running;
	bool good; /* the result */
	char text[1024];

	/* Not saved: the next program begins without an upgrade. */
	bool begun; /* no new questions: it waits for answers */
	usec until; /* ticks_now: it waits no longer for these */
	bool sealed; /* no new processes: it waits for quiet */
} upgrade_exec;

/* Returns whether who has asked waits for the result, or has to hear of it. */
static bool
is_awaited(void)
{
	const struct upgrade_wish *wish = &upgrade_exec.wish;

	return wish->is_awaited != NULL && wish->is_awaited();
}

const char *
upgrade_exec_ask(struct str path, bool rehearse_only, bool (*awaited)(void))
{
	struct upgrade_wish *wish = &upgrade_exec.wish;

	if (stats_now()->state != STATS_RUNNING)
		return "the server is draining or stopping";
	if (upgrade_exec.running || is_awaited())
		return "another upgrade is running";
	if (path.len == 0 && program.path[0] == '\0')
		return "unknown program file; name one";
	if (path.len == 0) /* it has room, or it could not run */
		path = str_from(program.path);
	if (path.at[0] != '/' || path.len >= sizeof(wish->path))
		return "the path of the program must be absolute";
	*wish = (struct upgrade_wish) { .rehearse_only = rehearse_only,
		.is_awaited = awaited };
	memcpy(wish->path, path.at, path.len);
	upgrade_exec.running = true;
	watch_no_wait();
	return NULL;
}

void
upgrade_exec_signal(void)
{
	const char *why = upgrade_exec_ask(STR(""), false, NULL);

	if (why != NULL)
		LOG_AT(LEVEL_WARNING, STR("upgrade: refused: {reason}"),
		    str_from(why));
}

const struct upgrade_wish *
upgrade_exec_wish(void)
{
	return upgrade_exec.running ? &upgrade_exec.wish : NULL;
}

void
upgrade_exec_finish(bool good, struct str text)
{
	const size_t most = sizeof(upgrade_exec.text) - 1;
	const size_t len = text.len < most ? text.len : most;

	spawn_forbid(false);
	asks_hold(false);
	upgrade_exec.begun = upgrade_exec.sealed = upgrade_exec.running = false;
	upgrade_exec.good = good;
	memcpy(upgrade_exec.text, text.at, len);
	upgrade_exec.text[len] = '\0';
	watch_no_wait();
}

struct str
upgrade_exec_result(bool *good)
{
	*good = upgrade_exec.good;
	return str_from(upgrade_exec.text);
}

static void
upgrade_exec_refuse(struct str why)
{
	LOG_AT(LEVEL_WARNING, STR("upgrade: refused: {reason}"), why);
	upgrade_exec_finish(false, why);
}

void
upgrade_exec_cancel(void)
{
	if (upgrade_exec.running)
		upgrade_exec_refuse(STR("the server is to stop"));
}

/*
 * Runs the next program; returns with *why if that fails. The descriptors to
 * pass on must have been kept open for execve.
 */
static void
become(int object, const char *path, struct error *why)
{
	if (hand_over(object)) {
		watch_keep_signals();
		(void)execve(path, program.arguments, environ);
	}
	(void)error_set(
	    why, EX_OSERR, "cannot run %s: %s", path, strerror(errno));
}

#ifdef __APPLE__
#define st_ctim st_ctimespec
#endif

/* Returns whether the file was replaced or written to since then. */
static bool
is_replaced(const char *path, const struct stat *then)
{
	struct stat now;

	return stat(path, &now) != 0 || now.st_dev != then->st_dev ||
	    now.st_ino != then->st_ino || now.st_size != then->st_size ||
	    now.st_ctim.tv_sec != then->st_ctim.tv_sec ||
	    now.st_ctim.tv_nsec != then->st_ctim.tv_nsec;
}

/* The longest time for which all clients may wait for the rehearsal. */
#ifdef SANITIZED
#define STILL (30 * SEC)
#else
#define STILL SEC
#endif

/*
 * Tries the very state that is handed over, while nothing can change it, and
 * hands over. Returns true if it was only to be tried, or false with *why.
 */
static bool
go(const struct upgrade_wish *wish, struct error *why)
{
	const struct handover handover = { .pid = (uint64_t)getpid(),
		.began = clock_mono(),
		.version = VERSION };
	int object = file_memfd("forkcast-state");
	struct stat rehearsed = { 0 };
	struct state state;
	bool good;

	if (object == -1)
		return error_set(why, EX_OSERR, "no memory for the state: %s",
		    strerror(errno));
	good = handover_save(&state, object, &handover);
	if (!good)
		*why = state.why;
	(void)stat(wish->path, &rehearsed); /* or it cannot run */
	good = good && rehearse(wish->path, object, STILL, why);
	if (good && is_replaced(wish->path, &rehearsed))
		good = error_set(why, EX_UNAVAILABLE,
		    "%s was replaced while it was rehearsed; upgrade again",
		    wish->path);
	if (good)
		LOG(STR("upgrade: rehearsed"));
	if (good && !wish->rehearse_only) {
		good = false;
		if (state_keep_open(&state, true))
			become(object, wish->path, why);
		else
			(void)error_set(why, EX_OSERR, "cannot hand over: %s",
			    strerror(errno));
		(void)state_keep_open(
		    &state, false); /* cannot fail: they are open */
	}
	state_free(&state);
	io_close(&object);
	return good;
}

static void
try_to_go(const struct upgrade_wish *wish)
{
	char room[sizeof(wish->path) + 64];
	struct buf text;
	struct error why;

	if (wish->is_awaited != NULL && !is_awaited()) {
		upgrade_exec_refuse(
		    STR("the client that requested it has disconnected"));
		return;
	}
	if (!go(wish, &why)) {
		upgrade_exec_refuse(str_from(why.text));
		return;
	}
	buf_init(&text, room, sizeof(room));
	(void)BUF_CAT(&text, str_from(wish->path), STR(" can take over "),
	    COUNTED(conns_counts()->used, "client"));
	upgrade_exec_finish(true, buf_str(&text));
}

void
upgrade_exec_turn(void)
{
	const struct upgrade_wish *wish = upgrade_exec_wish();
	const bool is_late = ticks_now() >= upgrade_exec.until;
	struct error why;

	if (wish == NULL)
		return;
	if (!upgrade_exec.begun && access(wish->path, X_OK) != 0) {
		(void)error_set(&why, EX_OSERR, "cannot run %s: %s", wish->path,
		    strerror(errno));
		upgrade_exec_refuse(str_from(why.text));
	} else if (!upgrade_exec.begun) {
		/* No new questions. */
		asks_hold(true);
		upgrade_exec.until = ticks_now() + config_now()->hold_time;
		upgrade_exec.begun = true;
		watch_no_wait();
	} else if (!asks_are_over(is_late) && is_late) {
		/* Asked again, what is done already would be done twice. */
		upgrade_exec_refuse(
		    STR("the keeper or the journal has not answered in time"));
	} else if (!asks_are_over(is_late)) {
		ticks_alarm(ALARM_HELPERS, upgrade_exec.until);
	} else if (!upgrade_exec.sealed) {
		spawn_forbid(true);
		upgrade_exec.sealed = true;
		watch_no_wait();
	} else if (spawn_is_quiet() && !disconnect_has_marked()) {
		try_to_go(wish);
	}
}

static const struct field saved[] = {
	FIELD(TEXT, struct upgrade_exec, wish.path),
	FIELD(BOOL, struct upgrade_exec, running),
};

static void
upgrade_exec_loaded(struct state *state)
{
	(void)state;
	if (upgrade_exec.running)
		memcpy(
		    program.path, upgrade_exec.wish.path, sizeof(program.path));
}

MODULE(upgrade_exec) = { FIELDS_SECTION("upgrade", saved, upgrade_exec),
	.loaded = upgrade_exec_loaded };
