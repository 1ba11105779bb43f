/*
 * server/base/state/state: what is written is read again, to the byte; what is
 * not known is left out, with its bytes; and whatever is wrong, be it in the
 * lines or at their end, is noted and nothing
 * follows it.
 */
#include "server/base/state/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "server/base/mem/arena.h"
#include "server/base/mem/limits.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

/* More than a state has in memory at once, and not by whole blocks. */
#define LARGE ((size_t)3 * ARENA_BLOCK + 1234)

#define FD 77 /* any */

static int
file_of(struct str text)
{
	const int fd = scratch_nameless();

	MUST(io_write_all(fd, text.at, text.len), "cannot write a file");
	return fd;
}

/* The state of these lines, at the first of them; ends with close_state. */
static void
open_state(struct state *state, struct str text)
{
	MUST(state_read(state, file_of(text)), "%s", state->why.text);
	state->loop = state->real = 100;
}

static void
close_state(struct state *state)
{
	io_close(&state->fd);
	state_free(state);
}

static char *
large(char with)
{
	char *bytes = malloc(LARGE);

	MUST(bytes != NULL, "no memory");
	memset(bytes, with, LARGE);
	return bytes;
}

static void
read_all(struct state *state)
{
	while (state_next_section(state).len > 0)
		while (state_next(state))
			continue;
}

/* One key is known to the reader, among others that are not. */
static void
try_unknown(void)
{
	char *bytes = large('\n');
	const int file = scratch_nameless();
	struct state out, in;
	uint64_t number = 0;

	MUST(state_write(&out, file), "%s", out.why.text);
	state_section(&out, STR("one"));
	state_put(&out, STR("new"), 1);
	state_put_bytes(&out, STR("few:"), STR("end of-state\nknown 9\n"));
	state_put_bytes(&out, STR("many:"), (struct str) { bytes, LARGE });
	state_put_text(&out, STR("newer"), STR("end"));
	state_put(&out, STR("known"), 7);
	state_put_bytes(&out, STR("last:"), (struct str) { bytes, LARGE });
	MUST(state_end(&out), "%s", out.why.text);
	state_free(&out);
	MUST(state_read(&in, file), "%s", in.why.text);
	(void)state_next_section(&in);
	while (state_next(&in))
		if (state_is(&in, STR("known")))
			(void)state_number(&in, 10, &number);
	(void)TAP_NUM(number, 7, "what is known is found");
	(void)TAP_OK(state_next_section(&in).len == 0 && state_good(&in),
	    "what is not is left out, with its bytes");
	close_state(&in);
	free(bytes);
}

/* Values of "v", what they are asked for, and whether they are that. */
static const struct {
	const char *value;
	char as; /* n: a number up to 9, w: two, f, t, l */
	bool good;
} values[] = {
	{ "9", 'n', true },
	{ "10", 'n', false },
	{ "1 ", 'n', false },
	{ "18446744073709551616", 'n', false },
	{ "1 2", 'w', true },
	{ "1 2 3", 'w', true }, /* the next version may have more */
	{ "1 x", 'w', false },
	{ "3", 'f', true },
	{ "2", 'f', false },
	{ "12345", 't', true },
	{ "123456", 't', false },
	{ "10", 'l', false },
};

static bool
is_text(struct state *state)
{
	char *text = state_text(state, 5);
	const bool is = text != NULL && str_eq(str_from(text), state->value);

	arena_free_text(text);
	return is;
}

static bool
is_that(struct state *state, char as)
{
	uint64_t words[2];
	size_t len;
	int fd;

	switch (as) {
	case 'n':
		return state_number(state, 9, &words[0]);
	case 'w':
		return state_words(state, words, 2);
	case 'f':
		return state_fd(state, &fd);
	case 't':
		return is_text(state);
	default:
		return state_length(state, 9, &len);
	}
}

static void
try_values(void)
{
	char text[64];
	struct state state;

	for (size_t i = 0; i < COUNT(values); i++) {
		(void)snprintf(text, sizeof(text),
		    "section a\nv %s\nw 1\nend of-state\n",
		    values[i].value); /* fits */
		open_state(&state, str_from(text));
		(void)state_next_section(&state);
		MUST(state_next(&state) && state_is(&state, STR("v")), "v");
		(void)TAP_OK(is_that(&state, values[i].as) == values[i].good &&
			state_good(&state) == values[i].good &&
			state_next(&state) == values[i].good,
		    "\"%s\" as %c", values[i].value, values[i].as);
		close_state(&state);
	}
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
		open_state(&state, str_from(wrongs[i].text));
		read_all(&state);
		(void)TAP_OK(!state_good(&state) &&
			strstr(state.why.text, wrongs[i].why) != NULL,
		    "%s: %s", wrongs[i].why, state.why.text);
		close_state(&state);
	}
}

int
main(void)
{
	try_unknown();
	try_values();
	try_wrongs();
	(void)TAP_NUM(arena_used(), 0, "all memory is given back");
	return tap_done();
}
