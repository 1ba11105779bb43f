/* The server becomes another program: see upgrades.h. */
#include "upgrades.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/addr.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "workers.h"

/* So many may be refused because the machine is busy. */
#define LATE_MOST 100

/* A worker and the life that it serves. */
struct served {
	pid_t worker;
	uint32_t life;
};

static struct {
	struct server *server;
	const char *programs[2]; /* by turns; the first is what runs at first */
	char first[PATH_MAX], second[PATH_MAX];
	size_t count, done;
	size_t late; /* that were refused for that */
	usec began, time;
	usec until; /* the answer is to be there, if fd is not -1 */
	int fd; /* the connection over which one was ordered, or -1 */
	char answer[1024];
	size_t len;
	struct served served[WORKERS_MOST]; /* when it was ordered */
	size_t serving;
	size_t longest;
} upgrades = { .fd = -1 };

/* The copy is another file: with the same program it has another inode. */
static void
copy(const char *from, const char *to)
{
	char bytes[65536];
	ssize_t count;
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);

	MUST(
	    in != -1 && out != -1, "cannot copy %s: %s", from, strerror(errno));
	while ((count = io_read(in, bytes, sizeof(bytes))) > 0)
		MUST(io_write_all(out, bytes, (size_t)count), "cannot write %s",
		    to);
	MUST(count == 0 && fchmod(out, 0755) == 0, "cannot copy %s", from);
	io_close(&in);
	io_close(&out);
}

const char *
upgrades_program(void)
{
	const char *given = getenv("FORKCAST_CHAOS");

	return given != NULL ? given : "tests/servers/paced/forkcastd";
}

static void
find_programs(void)
{
	const char *build = getenv("FORKCAST_BUILD");
	const char *next = getenv("FORKCAST_NEXT");
	char path[SCRATCH_PATH], own[SCRATCH_PATH];

	(void)snprintf(path, sizeof(path), "%s/%s",
	    build != NULL ? build : "build",
	    upgrades_program()); /* it was started from there */
	MUST(realpath(path, upgrades.first) != NULL, "where is %s?", path);
	if (next == NULL) {
		scratch_path(own, "forkcastd");
		copy(upgrades.first, own);
		next = own;
	}
	MUST(realpath(next, upgrades.second) != NULL, "where is %s?", next);
	upgrades.programs[0] = upgrades.first;
	upgrades.programs[1] = upgrades.second;
}

void
upgrades_begin(struct server *server, size_t count, usec time)
{
	upgrades.server = server;
	upgrades.count = count;
	upgrades.began = clock_mono();
	upgrades.time = time;
	if (count > 0)
		find_programs();
}

bool
upgrades_ordered(void)
{
	return upgrades.fd != -1;
}

bool
upgrades_over(void)
{
	return upgrades.done == upgrades.count;
}

size_t
upgrades_longest(void)
{
	return upgrades.longest;
}

static size_t
find_served(struct served served[WORKERS_MOST])
{
	static pid_t workers[WORKERS_MOST];
	const size_t count = workers_find(upgrades.server, workers);
	size_t serving = 0;

	for (size_t i = 0; i < count; i++)
		if (workers_life(workers[i], &served[serving].life))
			served[serving++].worker = workers[i];
	return serving;
}

static bool
is_there(const struct served *all, size_t count, struct served one)
{
	for (size_t i = 0; i < count; i++)
		if (all[i].life == one.life && all[i].worker == one.worker)
			return true;
	return false;
}

/*
 * Whoever was served then and is now is by the same process. For a moment the
 * titles of two may end alike: one of these is enough.
 */
static void
must_be_the_same(void)
{
	static struct served now[WORKERS_MOST];
	const size_t serving = find_served(now);

	for (size_t i = 0; i < upgrades.serving; i++) {
		const uint32_t life = upgrades.served[i].life;
		bool lives = false, same = false;
		for (size_t k = 0; k < serving; k++)
			if (now[k].life == life) {
				lives = true;
				same = same ||
				    is_there(upgrades.served, upgrades.serving,
					now[k]);
			}
		MUST(same || !lives,
		    "c%u has another worker than before the upgrade",
		    (unsigned)life);
	}
}

/* The socket has room for a line. */
static void
order(void)
{
	const char *path = upgrades.programs[(upgrades.done + 1) % 2];
	char line[PATH_MAX + 16];
	struct addr control;
	const char *wrong = addr_parse(&control, upgrades.server->control);
	const int len = snprintf(line, sizeof(line), "upgrade %s\n", path);

	MUST(wrong == NULL && len < (int)sizeof(line), "control: %s", wrong);
	upgrades.serving = find_served(upgrades.served);
	upgrades.len = 0;
	upgrades.until = deadline();
	upgrades.fd = socket(AF_UNIX, SOCK_STREAM, 0);
	MUST(upgrades.fd != -1 &&
		connect(upgrades.fd, &control.to.any, control.len) == 0 &&
		io_prepare(upgrades.fd) &&
		io_write(upgrades.fd, line, (size_t)len) == len,
	    "cannot order an upgrade: %s", strerror(errno));
}

/* "ok OLD to NEW, N clients, M ms". */
static void
learn_time(const char *line)
{
	const char *last = strrchr(line, ',');
	const size_t took = last != NULL ? strtoul(last + 1, NULL, 10) : 0;

	if (took > upgrades.longest)
		upgrades.longest = took;
}

/*
 * A machine that is busy may take longer than all may wait: then nothing has
 * happened, and another one is ordered; but not for ever.
 */
static bool
is_late(const char *line)
{
	const bool late = strncmp(line, "err the rehearsal of ", 21) == 0 &&
	    strstr(line, " did not end within ") != NULL;

	upgrades.late += late;
	MUST(upgrades.late <= LATE_MOST, "too many upgrades: %s", line);
	return late;
}

/* All that it has answered so far: is it over? */
static bool
is_answered(void)
{
	char *line = upgrades.answer;
	char *end;

	while ((end = strchr(line, '\n')) != NULL) {
		*end = '\0';
		if (is_late(line))
			return true;
		MUST(strncmp(line, "err ", 4) != 0, "upgrade: %s", line + 4);
		if (strncmp(line, "ok ", 3) == 0) {
			learn_time(line);
			upgrades.done++;
			return true;
		}
		*end = '\n';
		line = end + 1;
	}
	return false;
}

static void
listen_to_it(void)
{
	const size_t room = sizeof(upgrades.answer) - 1 - upgrades.len;
	const ssize_t count =
	    io_read(upgrades.fd, upgrades.answer + upgrades.len, room);

	MUST(count == IO_AGAIN || count > 0,
	    "the server hung up on who had ordered an upgrade");
	MUST(!deadline_passed(upgrades.until), "an upgrade takes too long");
	if (count == IO_AGAIN)
		return;
	upgrades.len += (size_t)count;
	upgrades.answer[upgrades.len] = '\0';
	if (!is_answered())
		return;
	io_close(&upgrades.fd);
	must_be_the_same();
}

void
upgrades_turn(void)
{
	const usec passed = clock_mono() - upgrades.began;

	if (upgrades.fd != -1)
		listen_to_it();
	else if (upgrades.done < upgrades.count &&
	    passed >= upgrades.time / upgrades.count * upgrades.done)
		order();
}
