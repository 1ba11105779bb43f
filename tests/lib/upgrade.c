/* Another program in the place of a server's: see upgrade.h. */
#include "upgrade.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deadline.h"
#include "pattern.h"
#include "shared/io.h"

#define PROGRAMS 8
#define ORDER_SIZE 1024
#define PIECE 65536

static struct {
	struct {
		char name[64]; /* in the build directory */
		char path[SCRATCH_PATH];
	} program[PROGRAMS];
	size_t count;
} upgrade;

static void
copy(int to, int from)
{
	static char piece[PIECE];
	ssize_t count;

	while ((count = io_read(from, piece, sizeof(piece))) > 0)
		MUST(io_write_all(to, piece, (size_t)count), "cannot copy: %s",
		    strerror(errno));
	MUST(count == 0, "cannot read: %s", strerror(errno));
}

/*
 * Copies a program of the build, or that of FORKCAST_NEXT as the next version.
 * Nobody here forks meanwhile: a child would share the descriptor.
 */
static void
copy_program(const char *path, const char *program)
{
	const char *build = getenv("FORKCAST_BUILD");
	const char *next = getenv("FORKCAST_NEXT");
	char name[1024];

	(void)snprintf(name, sizeof(name), "%s/%s",
	    build != NULL ? build : "build", program);
	if (next != NULL && strcmp(program, UPGRADE_LATER) == 0)
		(void)snprintf(name, sizeof(name), "%s", next);
	int from = open(name, O_RDONLY | O_CLOEXEC);
	MUST(from != -1, "cannot open %s: %s", name, strerror(errno));
	int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
	MUST(to != -1, "cannot create %s: %s", path, strerror(errno));
	copy(to, from);
	MUST(fchmod(to, 0755) == 0, "cannot chmod %s", path);
	io_close(&to);
	io_close(&from);
}

const char *
upgrade_program(const char *program)
{
	char name[32];
	size_t i = 0;

	while (
	    i < upgrade.count && strcmp(upgrade.program[i].name, program) != 0)
		i++;
	MUST(i < PROGRAMS, "too many programs");
	if (i < upgrade.count)
		return upgrade.program[i].path;
	upgrade.count++;
	(void)snprintf(upgrade.program[i].name, sizeof(upgrade.program[i].name),
	    "%s", program);
	(void)snprintf(name, sizeof(name), "program-%zu", i);
	scratch_path(upgrade.program[i].path, name);
	copy_program(upgrade.program[i].path, program);
	return upgrade.program[i].path;
}

struct conn *
upgrade_ask_at(
    const char *where, const struct server *server, const char *format, ...)
{
	struct conn *control = conn_open_at(server->control);
	char order[ORDER_SIZE];
	va_list values;

	va_start(values, format);
	(void)vsnprintf(order, sizeof(order), format, values);
	va_end(values);
	conn_ask_at(where, control, order, "- checking the new program");
	return control;
}

static void
must_match(const char *where, const char *pattern, struct str line)
{
	if (!pattern_matches(pattern, line))
		must_end(where, "wanted \"%s\", got \"%.*s\"", pattern,
		    (int)line.len, line.at);
}

void
upgrade_expect_at(const char *where, struct conn *control, const char *pattern)
{
	must_match(where, pattern, conn_answer_at(where, control));
}

/*
 * On a busy machine, a rehearsal may take longer than clients are made to wait
 * for it: then the order is given again, as an operator would.
 */
void
upgrade_to_at(const char *where, struct server *server, const char *program)
{
	const usec until = deadline();
	const char *path = upgrade_program(program);
	struct conn *control = NULL;
	struct str line;

	do {
		if (control != NULL)
			conn_close(control);
		control = upgrade_ask_at(where, server, "upgrade %s", path);
		line = conn_answer_at(where, control);
	} while (
	    pattern_matches("err the rehearsal of * did not end ...", line) &&
	    deadline_pause(until));
	must_match(where, "ok * to *, * client* * ms", line);
	conn_close(control);
	server_expect_at(where, server, "upgrade: done * to *, * client* * ms");
}
