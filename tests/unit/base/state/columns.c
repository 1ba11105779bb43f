/*
 * server/base/state/columns: the columns of a line come back as they were; one
 * that is missing, beyond its bound or refused by its check is refused, and
 * further ones are passed over.
 */
#include "server/base/state/fields.h"

#include <stdio.h>
#include <unistd.h>

#include "shared/io.h"
#include "shared/names.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

static struct state state;

/* Begins to read a section of this text. The descriptor is closed. */
static void
begin(int fd)
{
	MUST(state_read(&state, fd), "%s", state.why.text);
	(void)state_next_section(&state);
	MUST(state_next(&state), "no line");
	io_close(&fd);
}

static int
save(void)
{
	const int fd = scratch_nameless();
	const struct str name = STR("ada");
	const uint32_t client = 7;

	MUST(state_write(&state, fd), "%s", state.why.text);
	state_section(&state, STR("things"));
	STATE_PUT(&state, STR("row"), DECIMAL(UINT64_MAX), DECIMAL(client),
	    name, STR("a text, with spaces "));
	MUST(state_end(&state), "%s", state.why.text);
	state_free(&state);
	return fd;
}

static void
try_all(void)
{
	const int fd = save();
	uint64_t number, client;
	struct str name, text;
	char lines[128] = "";

	MUST(pread(fd, lines, sizeof(lines) - 1, 0) > 0, "nothing is written");
	(void)TAP_STR(str_from(lines),
	    STR("section things\nrow 18446744073709551615 7 ada "
		"a text, with spaces \nend of-state\n"),
	    "columns are written with one space in between");
	begin(fd);
	(void)TAP_OK(STATE_LINE(&state, NUMBER_TO(&number, UINT64_MAX),
			 NUMBER_TO(&client, UINT32_MAX),
			 WORD_TO(&name, group_check), TEXT_TO(&text, 20)) &&
		number == UINT64_MAX && client == 7 &&
		str_eq(name, STR("ada")) &&
		str_eq(text, STR("a text, with spaces ")),
	    "and are read again");
	state_free(&state);
}

/* Lines, each of a number up to 9, a group and a text of up to 3 bytes. */
static const struct {
	const char *line;
	bool good;
} lines[] = {
	{ "row 9 ada abc", true },
	{ "row 0 ada  ", true },
	{ "row 10 ada abc", false },
	{ "row -1 ada abc", false },
	{ "row x ada abc", false },
	{ "row  ada abc", false },
	{ "row 9 a\1a abc", false },
	{ "row 9  abc", false },
	{ "row 9 ada abcd", false },
	{ "row 9 ada a\033c", false },
	{ "row 9 ada ", false },
	{ "row 9 ada", false },
	{ "row 9", false },
	{ "row", false },
};

static int
written(const char *line)
{
	const int fd = scratch_nameless();
	char all[128];

	(void)snprintf(all, sizeof(all), "section things\n%s\nend of-state\n",
	    line); /* fits */
	MUST(io_write_all(fd, all, strlen(all)), "cannot write a file");
	return fd;
}

static void
try_lines(void)
{
	struct str group, text;
	uint64_t number;

	for (size_t i = 0; i < COUNT(lines); i++) {
		begin(written(lines[i].line));
		(void)TAP_OK(STATE_LINE(&state, NUMBER_TO(&number, 9),
				 WORD_TO(&group, group_check),
				 TEXT_TO(&text, 3)) == lines[i].good,
		    "%s: %s", lines[i].good ? "taken" : "refused",
		    lines[i].line);
		MUST(state_good(&state), "noted, which is for the caller");
		state_free(&state);
	}
}

int
main(void)
{
	try_all();
	try_lines();
	return tap_done();
}
