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
#include "shared/codes.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "tests/lib/deadline.h"
#include "tests/lib/pattern.h"
#include "tests/lib/scratch.h"

/* Runs as the fork does it. */
static int
run(const struct scribe *scribe, int directory, int up, int down)
{
	const struct kind kind = { .name = "journal",
		.calls = CALL_FILES,
		.files = scribe->files > 0 ? scribe->files : 1024 };
	struct child_args given = { .kind = &kind,
		.fd = { directory, up, down, -1, -1 },
		.sync = scribe->sync };
	int bell[2];

	MUST(io_pipe(bell), "no pipe");
	given.fd[CHILD_BELL] = bell[1];
	scratch_path(given.place, ".");
	return scribe->main != NULL ? scribe->main(&given) :
				      journal_main(&given);
}

void
scribe_begin(struct scribe *scribe)
{
	char path[SCRATCH_PATH];
	int up[2], down[2], directory;

	(void)signal(SIGPIPE, SIG_IGN); /* it may end at any time */
	scratch_path(path, ".");
	directory = open(path, O_RDONLY | O_DIRECTORY);
	MUST(directory != -1 && io_pipe(up) && io_pipe(down), "no pipes");
	scribe->pid = fork();
	MUST(scribe->pid != -1, "no process");
	if (scribe->pid == 0) {
		io_close(&up[0]);
		io_close(&down[1]);
		_exit(run(scribe, directory, up[1], down[0]));
	}
	io_close(&directory);
	io_close(&up[1]);
	io_close(&down[0]);
	scribe->up = up[0];
	scribe->down = down[1];
	buf_init(&scribe->said, scribe->room, sizeof(scribe->room));
}

void
scribe_start(struct scribe *scribe)
{
	struct str line;

	scribe_begin(scribe);
	line = scribe_hear(scribe);
	MUST(str_skip(&line, STR("ready ")) &&
		str_to_number(line, UINT64_MAX, &scribe->last),
	    "not ready: %.*s", (int)line.len, line.at);
}

void
scribe_say(const struct scribe *scribe, const char *format, ...)
{
	char line[2 * LIMIT_LINE];
	va_list args;
	ssize_t count;
	size_t len, done = 0;

	va_start(args, format);
	len = (size_t)vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	while (done < len) {
		MUST(deadline_poll(scribe->down, POLLOUT, deadline()),
		    "it takes no more");
		count = io_write(scribe->down, line + done, len - done);
		if (count == IO_FAIL)
			return; /* it has ended, as the test sees */
		done += count > 0 ? (size_t)count : 0;
	}
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

/* Notes what it says about its state. */
static bool
note(struct scribe *scribe, struct str line)
{
	uint64_t lines;

	if (str_skip(&line, STR("stored "))) {
		MUST(str_to_number(line, UINT64_MAX, &lines), "no number");
		scribe->stored += lines;
		return true;
	}
	if (str_begins(line, STR("warn ")))
		tap_note("%.*s", (int)line.len, line.at);
	return str_begins(line, STR("warn "));
}

/* Takes a line that is there already; empty if there is none. */
static struct str
take(struct scribe *scribe)
{
	static char copy[LIMIT_LINE];
	struct str line;

	while (buf_line(&scribe->said, &line) == LINE_WHOLE) {
		memcpy(copy, line.at, line.len);
		buf_drop_line(&scribe->said, line);
		line.at = copy;
		if (!note(scribe, line))
			return line;
	}
	return STR("");
}

struct str
scribe_hear(struct scribe *scribe)
{
	const usec until = deadline();
	struct str line;

	while ((line = take(scribe)).len == 0) {
		MUST(deadline_poll(scribe->up, POLLIN, until), "it is silent");
		if (!read_more(scribe))
			break;
	}
	return line;
}

/* Returns whether it is the last line of an answer. */
static bool
is_last(struct str line)
{
	const struct str word = str_word(&line);
	enum code code;

	return str_eq(word, STR("done")) || str_eq(word, STR("more")) ||
	    code_find(word, &code);
}

/*
 * Returns the next line of the answer. A question that has not come to its end
 * goes on from the place that is told.
 */
static struct str
answer(struct scribe *scribe, const char *question)
{
	struct str line;

	for (;;) {
		line = scribe_hear(scribe);
		MUST(str_skip(&line, STR("answer 7 ")),
		    "no answer but \"%.*s\"", (int)line.len, line.at);
		if (!str_skip(&line, STR("later ")) &&
		    !str_skip(&line, STR("next ")))
			return line;
		scribe->steps++;
		scribe_say(scribe, "ask 7 %.*s %s\n", (int)line.len, line.at,
		    question);
	}
}

void
scribe_asks_at(const char *where, struct scribe *scribe, const char *question,
    const char *want)
{
	struct str rest = str_from(want), line;
	char pattern[LIMIT_LINE];
	bool good = true;

	scribe_say(scribe, "ask 7 %s\n", question);
	do {
		const struct str next = str_cut(&rest, '\n');
		line = answer(scribe, question);
		memcpy(pattern, next.at, next.len);
		pattern[next.len] = '\0';
		if (next.len == 0 || !pattern_matches(pattern, line)) {
			tap_note("%s: wanted \"%s\", got \"%.*s\"", where,
			    pattern, (int)line.len, line.at);
			good = false;
		}
	} while (!is_last(line));
	if (rest.len > 0)
		tap_note(
		    "%s: wanted more: %.*s", where, (int)rest.len, rest.at);
	tap_ok(good && rest.len == 0, "%s", question);
}

unsigned
scribe_count(struct scribe *scribe, const char *question, char last[128])
{
	unsigned count = 0;
	struct str line;

	scribe_say(scribe, "ask 7 %s\n", question);
	while (!is_last(line = answer(scribe, question)))
		count++;
	(void)snprintf(last, 128, "%.*s", (int)line.len, line.at);
	return count;
}

void
scribe_bye(struct scribe *scribe)
{
	int status;
	struct str line;

	scribe_say(scribe, "bye shutdown x\n");
	while ((line = scribe_hear(scribe)).len > 0)
		tap_note("it says \"%.*s\"", (int)line.len, line.at);
	MUST(waitpid(scribe->pid, &status, 0) == scribe->pid, "not there");
	TAP_OK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "it ends");
	io_close(&scribe->up);
	io_close(&scribe->down);
}
