/* A journal in a process of its own: see scribe.h. */
#include "scribe.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helpers/journal/journal.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "tests/lib/deadline.h"
#include "tests/lib/pattern.h"
#include "tests/lib/scratch.h"

static const struct kind kind = { .name = "journal", .calls = CALL_FILES };

/* Runs as the fork does it. */
static int
run(const struct scribe *scribe, int directory, usec sync, int up, int down,
    rlim_t most)
{
	const struct rlimit limit = { most, RLIM_INFINITY };
	struct child_args given = { .kind = &kind,
		.socket = directory,
		.uplink = up,
		.downlink = down,
		.board = -1,
		.confinement.paths = -1,
		.sync = sync,
		.days = scribe->days };
	int bell[2];

	MUST(io_pipe(bell), "no pipe");
	given.bell = bell[1];
	MUST(setrlimit(RLIMIT_FSIZE, &limit) == 0, "no limit");
	return journal_main(&given);
}

void
scribe_start(struct scribe *scribe, usec sync, rlim_t most)
{
	char path[SCRATCH_PATH];
	int up[2], down[2], directory;

	scratch_path(path, ".");
	directory = open(path, O_RDONLY | O_DIRECTORY);
	MUST(directory != -1 && io_pipe(up) && io_pipe(down), "no pipes");
	scribe->pid = fork();
	MUST(scribe->pid != -1, "no process");
	if (scribe->pid == 0) {
		io_close(&up[0]);
		io_close(&down[1]);
		_exit(run(scribe, directory, sync, up[1], down[0], most));
	}
	io_close(&directory);
	io_close(&up[1]);
	io_close(&down[0]);
	scribe->up = up[0];
	scribe->down = down[1];
	buf_init(&scribe->said, scribe->room, sizeof(scribe->room));
}

void
scribe_say(const struct scribe *scribe, const char *format, ...)
{
	char line[2 * LIMIT_LINE];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	MUST(io_write(scribe->down, line, (size_t)len) == len, "no room");
}

/* Reads more of what it says. False if there is nothing, or it has ended. */
static bool
read_more(struct scribe *scribe)
{
	char *room;
	const size_t size = buf_room(&scribe->said, &room);
	const ssize_t count = io_read(scribe->up, room, size);

	if (count > 0)
		buf_filled(&scribe->said, (size_t)count);
	return count > 0;
}

struct str
scribe_listen(struct scribe *scribe)
{
	static char copy[LIMIT_LINE];
	struct str line;

	while (buf_line(&scribe->said, &line) != LINE_WHOLE)
		if (!read_more(scribe))
			return STR("");
	memcpy(copy, line.at, line.len);
	buf_drop_line(&scribe->said, line);
	return (struct str) { copy, line.len };
}

struct str
scribe_hear(struct scribe *scribe)
{
	const usec until = deadline();
	struct pollfd fd = { .fd = scribe->up, .events = POLLIN };
	struct str line;

	while ((line = scribe_listen(scribe)).len == 0) {
		MUST(deadline_poll(scribe->up, POLLIN, until), "it is silent");
		(void)poll(&fd, 1, 0);
		if ((fd.revents & POLLIN) == 0)
			break;
	}
	return line;
}

void
scribe_expect(struct scribe *scribe, const char *want)
{
	struct str line;

	do
		line = scribe_hear(scribe);
	while ((str_begins(line, STR("stored ")) ||
		   str_begins(line, STR("figures ")) ||
		   str_begins(line, STR("room "))) &&
	    !pattern_matches(want, line));
	TAP_OK(line.len > 0 && pattern_matches(want, line), "\"%s\": %.*s",
	    want, (int)line.len, line.at);
}

void
scribe_ends(struct scribe *scribe, int code, const char *what)
{
	int status;

	while (scribe_hear(scribe).len > 0)
		;
	MUST(waitpid(scribe->pid, &status, 0) == scribe->pid, "not there");
	TAP_OK(WIFEXITED(status) && WEXITSTATUS(status) == code, "%s", what);
	io_close(&scribe->up);
	io_close(&scribe->down);
}

void
scribe_kill(struct scribe *scribe)
{
	MUST(kill(scribe->pid, SIGKILL) == 0 &&
		waitpid(scribe->pid, NULL, 0) == scribe->pid,
	    "it has ended before");
	io_close(&scribe->up);
	io_close(&scribe->down);
}
