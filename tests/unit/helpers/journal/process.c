/*
 * helpers/journal/journal: what the parent hears from it: that it is ready, how
 * far records are stored, that it cannot write and that it can again; a request
 * sees all records before it; a second journal finds the lock; the last records
 * are stored before it ends.
 */
#define _GNU_SOURCE /* prlimit */
#include "helpers/journal/journal.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fork/exits.h"
#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/history/chronicle.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/scratch.h"

#define ACTOR "ali!u@h!Ali!-"
#define DAY ((unsigned long long)CHRONICLE_DAY)

/* A journal in a process of its own. */
struct process {
	pid_t pid;
	int up, down; /* the parent's ends of its pipes */
	struct buf said;
	char room[65536];
};

static char path[SCRATCH_PATH]; /* of its directory */

static const struct kind kind = { .name = "journal", .calls = CALL_FILES };

/* As the fork does it; there is no sandbox, which system tests have. */
static int
run(usec sync, int up, int down, rlim_t most)
{
	const struct rlimit limit = { most, RLIM_INFINITY };
	struct child_args given = { .kind = &kind,
		.uplink = up,
		.downlink = down,
		.board = -1,
		.confinement.paths = -1,
		.sync = sync };
	int bell[2];

	given.socket = open(path, O_RDONLY | O_DIRECTORY);
	MUST(given.socket != -1 && io_pipe(bell), "no descriptor");
	given.bell = bell[1];

	MUST(setrlimit(RLIMIT_FSIZE, &limit) == 0, "no limit");
	return journal_main(&given);
}

/* Starts it; no file may become larger than most bytes. */
static void
start(struct process *process, usec sync, rlim_t most)
{
	int up[2], down[2];

	MUST(io_pipe(up) && io_pipe(down), "no pipes");
	process->pid = fork();
	MUST(process->pid != -1, "no process");
	if (process->pid == 0)
		_exit(run(sync, up[1], down[0], most));
	io_close(&up[1]);
	io_close(&down[0]);
	process->up = up[0];
	process->down = down[1];
	buf_init(&process->said, process->room, sizeof(process->room));
}

static void say(const struct process *process, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void
say(const struct process *process, const char *format, ...)
{
	char line[LIMIT_LINE];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	MUST(io_write(process->down, line, (size_t)len) == len, "no room");
}

/* Returns the next line; empty at the end. */
static struct str
hear(struct process *process)
{
	static char copy[LIMIT_LINE];
	const usec until = deadline();
	struct str line;
	char *room;

	while (buf_line(&process->said, &line) != LINE_WHOLE) {
		const size_t size = buf_room(&process->said, &room);
		ssize_t count;
		MUST(deadline_poll(process->up, POLLIN, until), "it is silent");
		count = io_read(process->up, room, size);
		MUST(count >= 0, "cannot read");
		if (count == 0)
			return STR("");
		buf_filled(&process->said, (size_t)count);
	}
	memcpy(copy, line.at, line.len);
	copy[line.len] = '\0';
	buf_drop_line(&process->said, line);
	return (struct str) { copy, line.len };
}

/* Passes over "stored" of smaller IDs. */
static void
expect(struct process *process, const char *want)
{
	struct str line;

	do
		line = hear(process);
	while (str_begins(line, STR("stored")) && line.len > 0 &&
	    !pattern_matches(want, line));
	TAP_OK(line.len > 0 && pattern_matches(want, line), "\"%s\": %.*s",
	    want, (int)line.len, line.len > 0 ? line.at : "");
}

static void
ends(struct process *process, int code, const char *what)
{
	int status;

	while (hear(process).len > 0)
		;
	MUST(waitpid(process->pid, &status, 0) == process->pid, "not there");
	TAP_OK(WIFEXITED(status) && WEXITSTATUS(status) == code, "%s", what);
	io_close(&process->up);
	io_close(&process->down);
}

static struct process one, other;

static void
stores(void)
{
	start(&one, SEC / 10, RLIM_INFINITY);
	expect(&one, "ready 0");
	say(&one, "log o begin %llu ops lasting\n", DAY + 1);
	say(&one, "log o+ join %llu ops " ACTOR " Ali\n", DAY + 2);
	say(&one, "log o in %llu ops Ali\n", DAY + 2);
	say(&one, "log o msg %llu ops " ACTOR " hello\n", DAY + 3);
	expect(&one, "stored 1795392000000003");
	say(&one, "log what\n");
	expect(&one, "warn a line for the history is not well formed");
	say(&one,
	    "log o msg %llu ops " ACTOR " again\n"
	    "ask 7 - - 0 forward ops Ali 0 0 members 0 0 10\n",
	    DAY + 4);
	expect(&one, "answer 7 past join 1795392000000002 ops " ACTOR " Ali");
	expect(&one, "answer 7 past msg 1795392000000003 ops " ACTOR " hello");
	expect(&one, "answer 7 past msg 1795392000000004 ops " ACTOR " again");
	expect(&one, "answer 7 done 1795392000000004 3");
}

static void
is_alone(void)
{
	start(&other, SEC, RLIM_INFINITY);
	expect(&other, "warn another process has locked the history");
	ends(&other, EXITS_LOCKED, "a second one does not begin");
}

static void
stores_the_last(void)
{
	say(&one, "log o msg %llu ops " ACTOR " last\nbye shutdown now\n",
	    DAY + 5);
	expect(&one, "stored 1795392000000005");
	ends(&one, EXITS_DONE, "it ends after bye");
	start(&one, JOURNAL_SYNC_EACH, RLIM_INFINITY);
	expect(&one, "ready 1795392000000005");
	say(&one, "log o msg %llu ops " ACTOR " last\n", DAY + 5);
	expect(&one, "stored 1795392000000005");
	say(&one, "log o msg %llu ops " ACTOR " new\n", DAY + 6);
	expect(&one, "stored 1795392000000006");
	io_close(&one.down);
	ends(&one, EXITS_SERVER_GONE, "it ends without a parent");
	start(&one, JOURNAL_SYNC_NONE, RLIM_INFINITY);
	expect(&one, "ready 1795392000000006");
	MUST(kill(one.pid, SIGTERM) == 0, "it is gone");
	ends(&one, EXITS_DONE, "it ends by TERM");
}

/* The files may not grow, as on a disk that is full; then they may. */
static void
waits_for_room(void)
{
	const struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };

	chronicle_remove();
	start(&one, JOURNAL_SYNC_EACH, 500);
	expect(&one, "ready 0");
	for (unsigned i = 1; i <= 20; i++)
		say(&one, "log o msg %llu ops " ACTOR " hello\n", DAY + i);
	expect(&one, "failing File too large");
	say(&one, "log o msg %llu ops " ACTOR " refused\n", DAY + 21);
	say(&one, "log c void %llu ops\n", DAY + 21);
	say(&one, "log o msg %llu ops " ACTOR " later\n", DAY + 22);
	MUST(prlimit(one.pid, RLIMIT_FSIZE, &none, NULL) == 0, "no limit");
	expect(&one, "failing");
	expect(&one, "stored 1795392000000022");
	say(&one, "ask 8 - - 0 backward ops * 0 1 members 0 0 2\n");
	expect(&one, "answer 8 past msg 1795392000000020 ops " ACTOR " hello");
	expect(&one, "answer 8 past msg 1795392000000022 ops " ACTOR " later");
	expect(&one, "answer 8 done 1795392000000022 2");
	say(&one, "bye shutdown now\n");
	ends(&one, EXITS_DONE, "nothing was lost");
}

int
main(void)
{
	scratch_path(path, ".");
	stores();
	is_alone();
	stores_the_last();
	waits_for_room();
	return tap_done();
}
