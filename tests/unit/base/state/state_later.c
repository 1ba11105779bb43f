/*
 * server/base/state/state, of sections that may lack: one is there if something
 * was put into it, and begins just before that; without it the state is as if
 * it had never been meant to be. Its sum is that of a section that began at
 * once.
 */
#include "server/base/state/state.h"

#include "server/base/mem/arena.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define FD 77 /* any */

/* The sections that are there then, each with one line. */
static const char *const laters[] = { "one", "of-text", "of-bytes", "of-words",
	"of-fd", "two" };

static void
put_laters(struct state *state)
{
	state_section(state, STR("one"));
	state_put(state, STR("number"), 1);
	state_section_later(state, STR("empty"));
	state_section_later(state, STR("of-text"));
	state_put_text(state, STR("text"), STR("some"));
	state_section_later(state, STR("of-bytes"));
	state_put_bytes(state, STR("few:"), STR("abc"));
	state_section_later(state, STR("of-words"));
	STATE_PUT(state, STR("words"), DECIMAL(5));
	state_section_later(state, STR("of-no-fd"));
	state_put_fd(state, STR("fd"), -1);
	state_section_later(state, STR("of-fd"));
	state_put_fd(state, STR("fd"), FD);
	state_section_later(state, STR("before-another"));
	state_section(state, STR("two"));
	state_put_signed(state, STR("number"), -2);
	state_section_later(state, STR("last"));
}

/* It is there if something was put into it, and begins just before that. */
static void
has_what_is_put(void)
{
	const int file = scratch_nameless();
	struct state out, in;

	MUST(state_write(&out, file), "%s", out.why.text);
	put_laters(&out);
	MUST(state_end(&out), "%s", out.why.text);
	state_free(&out);
	MUST(state_read(&in, file), "%s", in.why.text);
	for (size_t i = 0; i < COUNT(laters); i++) {
		TAP_STR(state_next_section(&in), str_from(laters[i]),
		    "a section with content");
		TAP_OK(state_next(&in) && !state_next(&in), "its line");
	}
	TAP_OK(state_next_section(&in).len == 0 && state_good(&in),
	    "those without are left out");
	io_close(&in.fd);
	state_free(&in);
}

/* Two sections, the second with that number; into nothing, summed. */
static void
sum_up(struct state *state, void (*begin)(struct state *, struct str name),
    uint64_t number)
{
	MUST(state_write(state, -1), "%s", state->why.text);
	state->sums = true;
	begin(state, STR("one"));
	state_put(state, STR("number"), 1);
	if (begin == state_section_later)
		begin(state, STR("none"));
	begin(state, STR("two"));
	state_put(state, STR("number"), number);
	state_put_bytes(state, STR("few:"), STR("abc"));
	MUST(state_end(state), "%s", state->why.text);
}

/* The text before a section is not part of its sum, nor is the sum itself. */
static void
has_the_same_sum(void)
{
	struct state now, later, other;

	sum_up(&now, state_section, 2);
	sum_up(&later, state_section_later, 2);
	sum_up(&other, state_section_later, 3);
	TAP_OK(state_differs(&now, &later) == NULL &&
		state_differs(&later, &now) == NULL,
	    "it is the same as if it had begun at once");
	TAP_STR(str_from(state_differs(&now, &other)), STR("two"),
	    "and not if it has something else");
	TAP_NUM(later.sections, 2, "and what is not there is not counted");
	state_free(&now);
	state_free(&later);
	state_free(&other);
}

int
main(void)
{
	has_what_is_put();
	has_the_same_sum();
	TAP_NUM(arena_used(), 0, "all memory is given back");
	return tap_done();
}
