/*
 * server/base/state/module: members of a struct come back as they were; what
 * does not fit into a member is refused, and what is none is left out. What the
 * reader does not know is left out, with its bytes; and whatever is wrong in
 * the lines or at their end is noted, and nothing follows it.
 */
#include "server/base/state/module.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "server/base/mem/arena.h"
#include "server/base/mem/limits.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

struct thing {
	bool flag;
	uint8_t byte;
	uint16_t two;
	uint32_t four;
	uint64_t eight;
	size_t size;
	enum { NONE, SOME, MOST } kind;
	int number;
	int fd;
	char text[6];
	struct {
		unsigned inner;
	} part;
};

static const struct field saved[] = {
	FIELD(BOOL, struct thing, flag),
	FIELD(NUMBER, struct thing, byte),
	FIELD(NUMBER, struct thing, two),
	FIELD(NUMBER, struct thing, four),
	FIELD(NUMBER, struct thing, eight),
	FIELD(NUMBER, struct thing, size),
	FIELD_UPTO(NUMBER, struct thing, kind, MOST),
	FIELD(NUMBER, struct thing, number),
	FIELD(FD, struct thing, fd),
	FIELD(TEXT, struct thing, text),
	FIELD(NUMBER, struct thing, part.inner),
};

/* More than a state has in memory at once, and not by whole blocks. */
#define LARGE ((size_t)3 * ARENA_BLOCK + 1234)

static int
save(const struct thing *thing)
{
	const int fd = scratch_nameless();
	struct state state;

	MUST(state_write(&state, fd), "%s", state.why.text);
	STATE_PUT(&state, STR("section"), STR("things"));
	state_put_fields(&state, FIELDS(saved), thing);
	MUST(state_end(&state), "%s", state.why.text);
	state_free(&state);
	return fd;
}

/* True if nothing was wrong. The descriptor is closed. */
static bool
load(int fd, struct thing *thing)
{
	struct state state;
	bool good;

	*thing = (struct thing) { .fd = -1 };
	MUST(state_read(&state, fd), "%s", state.why.text);
	(void)state_next_section(&state);
	while (state_next(&state))
		state_get_fields(&state, FIELDS(saved), thing);
	good = !state.failed;
	MUST(good == (state.why.text[0] == '\0'), "wrong for no reason");
	state_free(&state);
	io_close(&fd);
	return good;
}

static bool
load_text(const char *lines, struct thing *thing)
{
	char text[512];
	const int fd = scratch_nameless();

	(void)snprintf(text, sizeof(text), "section things\n%s\nend of-state\n",
	    lines); /* fits */
	MUST(io_write_all(fd, text, strlen(text)), "cannot write a file");
	return load(fd, thing);
}

static bool
same(const struct thing *a, const struct thing *b)
{
	return a->flag == b->flag && a->byte == b->byte && a->two == b->two &&
	    a->four == b->four && a->eight == b->eight && a->size == b->size &&
	    a->kind == b->kind && a->number == b->number && a->fd == b->fd &&
	    strcmp(a->text, b->text) == 0 && a->part.inner == b->part.inner;
}

static void
try_most(void)
{
	const struct thing most = { true, UINT8_MAX, UINT16_MAX, UINT32_MAX,
		UINT64_MAX, SIZE_MAX, MOST, INT_MIN, 77, "12345", { 9 } };
	struct thing thing;

	(void)TAP_OK(load(save(&most), &thing) && same(&thing, &most),
	    "all that there can be comes back");
}

static void
try_nothing(void)
{
	const struct thing none = { .fd = -1 };
	char text[64] = "";
	struct thing thing;
	int fd = save(&none);

	MUST(pread(fd, text, sizeof(text) - 1, 0) > 0, "nothing was written");
	(void)TAP_STR(str_from(text), STR("section things\nend of-state\n"),
	    "what is nothing is not written");
	(void)TAP_OK(
	    load(fd, &thing) && same(&thing, &none), "and is nothing again");
}

/* Lines of which each is good, or is none. */
static const struct {
	const char *line;
	bool good;
} lines[] = {
	{ "flag 2", false },
	{ "flag", false },
	{ "byte 256", false },
	{ "two 65536", false },
	{ "four 4294967296", false },
	{ "eight 18446744073709551616", false },
	{ "eight -1", false },
	{ "kind 3", false },
	{ "number -1", false },
	{ "number 4294967295", true },
	{ "number 4294967296", false },
	{ "fd 2", false },
	{ "text 123456", false },
	{ "none 123456", true },
};

static void
try_lines(void)
{
	struct thing thing;

	for (size_t i = 0; i < COUNT(lines); i++)
		(void)TAP_OK(load_text(lines[i].line, &thing) == lines[i].good,
		    "%s is %s", lines[i].line,
		    lines[i].good ? "good" : "refused");
}

/* One key is known to the reader, among others that are not. */
static void
try_unknown(void)
{
	static char bytes[LARGE];
	const int file = scratch_nameless();
	struct state out, in;
	uint64_t number = 0;

	memset(bytes, '\n', sizeof(bytes));
	MUST(state_write(&out, file), "%s", out.why.text);
	STATE_PUT(&out, STR("section"), STR("one"));
	state_put(&out, STR("new"), 1);
	state_put_bytes(&out, STR("few:"), STR("end of-state\nknown 9\n"));
	state_put_bytes(&out, STR("many:"), STR_BYTES(bytes));
	STATE_PUT(&out, STR("newer"), STR("end"));
	state_put(&out, STR("known"), 7);
	state_put_bytes(&out, STR("last:"), STR_BYTES(bytes));
	MUST(state_end(&out), "%s", out.why.text);
	state_free(&out);
	MUST(state_read(&in, file), "%s", in.why.text);
	(void)state_next_section(&in);
	while (state_next(&in))
		if (state_is(&in, STR("known")))
			(void)state_number(&in, 10, &number);
	(void)TAP_NUM(number, 7, "what is known is found");
	(void)TAP_OK(state_next_section(&in).len == 0 && !in.failed,
	    "what is not is left out, with its bytes");
	io_close(&in.fd);
	state_free(&in);
}

/* Whole texts of which one thing is wrong: what is said of it. */
static const struct {
	const char *text;
	const char *why;
} wrongs[] = {
	{ "", "unexpected end" },
	{ "section a\nv 1", "unexpected end" },
	{ "v 1\n", "expected a section" },
	{ "section a\nnew: 5\nabc\n", "unexpected end" },
	{ "section a\nnew: 18446744073709551615\nabc\n", "too large" },
	{ "section a\nnew: 18446744073709551614\nabc\n", "unexpected end" },
};

static void
try_wrongs(void)
{
	struct state state;

	for (size_t i = 0; i < COUNT(wrongs); i++) {
		const struct str text = str_from(wrongs[i].text);
		int fd = scratch_nameless();
		MUST(io_write_all(fd, text.at, text.len) &&
			state_read(&state, fd),
		    "%s", state.why.text);
		while (state_next_section(&state).len > 0)
			while (state_next(&state))
				continue;
		(void)TAP_OK(state.failed &&
			strstr(state.why.text, wrongs[i].why) != NULL,
		    "%s: %s", wrongs[i].why, state.why.text);
		state_free(&state);
		io_close(&fd);
	}
}

int
main(void)
{
	try_most();
	try_nothing();
	try_lines();
	try_unknown();
	try_wrongs();
	(void)TAP_NUM(arena_used(), 0, "all memory is given back");
	return tap_done();
}
