/* Writing the state as lines: see state.h. */
#include "base/state/state.h"

#include <errno.h>
#include <string.h>

#include "base/mem/limits.h"
#include "base/state/state_parts.h"
#include "shared/io.h"

/*
 * Wakes the process that reads along. If the pipe is full, that process has an
 * earlier wakeup still to read.
 */
static void
tell_update(const struct state *state)
{
	if (state->updates != 0)
		(void)io_write_now(state->updates, "", 1); /* or it is gone */
}

/* Bytes too few for a system call of their own. */
#define FEW (STATE_ROOM / 4)

static void
write_out(struct state *state, struct str bytes)
{
	if (!state->failed && state->fd != -1 &&
	    !io_write_all(state->fd, bytes.at, bytes.len))
		state_fail(state, strerror(errno));
	tell_update(state);
}

static void
flush(struct state *state)
{
	write_out(state, buf_str(&state->buf));
	buf_drop(&state->buf, buf_len(&state->buf));
}

/*
 * Adds pieces to the line being written. A newline at the end of the last one
 * ends it.
 */
static void
put(struct state *state, const struct str *pieces, size_t count)
{
	const struct str last = pieces[count - 1];
	struct str line;

	if (state->later.len > 0)
		state_section(state, state->later);
	if (state->part == 0 && buf_len(&state->buf) > STATE_LINE)
		flush(state);
	if (!buf_cat(&state->buf, pieces, count))
		state_fail(state, "line too long");
	for (size_t i = 0; i < count; i++)
		state->part += pieces[i].len;
	if (last.len == 0 || last.at[last.len - 1] != '\n')
		return;
	line = buf_str(&state->buf);
	if (!state->failed)
		state_sum(state,
		    (struct str) {
			line.at + line.len - state->part, state->part });
	state->part = 0;
}
#define PUT(state, ...)                                  \
	put(state, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* Writes the line between two sections, which is not summed. */
static void
put_border(struct state *state, struct str word, struct str name)
{
	const bool sums = state->sums;

	state->later = (struct str) { NULL, 0 };
	state->sums = false;
	PUT(state, word, STR(" "), name, STR("\n"));
	state->sums = sums;
}

bool
state_end(struct state *state)
{
	put_border(state, STR("end"), STR("of-state"));
	flush(state);
	return !state->failed;
}

void
state_section(struct state *state, struct str name)
{
	put_border(state, STR("section"), name);
	state_begin_section(state, name);
}

void
state_section_later(struct state *state, struct str name)
{
	state->later = name;
}

void
state_put(struct state *state, struct str key, uint64_t number)
{
	PUT(state, key, STR(" "), DECIMAL(number), STR("\n"));
}

void
state_put_count(struct state *state, struct str key, uint64_t number)
{
	const bool sums = state->sums;

	state->sums = sums && number > 0;
	state_put(state, key, number);
	state->sums = sums;
}

/*
 * Returns whether the text has no newline, and fails if it has one: it would be
 * read as two lines.
 */
static bool
is_one_line(struct state *state, struct str text)
{
	const bool is =
	    text.len == 0 || memchr(text.at, '\n', text.len) == NULL;

	if (!is)
		state_fail(state, "a text that contains a newline");
	return is;
}

void
state_put_text(struct state *state, struct str key, struct str text)
{
	if (is_one_line(state, text))
		PUT(state, key, STR(" "), text, STR("\n"));
}

void
state_put_strs(
    struct state *state, struct str key, const struct str *str, size_t count)
{
	PUT(state, key);
	for (size_t i = 0; i < count; i++)
		if (is_one_line(state, str[i]))
			PUT(state, STR(" "), str[i]);
	PUT(state, STR("\n"));
}

void
state_put_fd(struct state *state, struct str key, int fd)
{
	if (fd == -1)
		return;
	if (fd >= FDS_MAX) {
		state_fail(state, "too many descriptors");
		return;
	}
	state_put(state, key, (uint64_t)fd);
	state_add_fd(state->fds, fd);
}

void
state_put_bytes(struct state *state, struct str key, struct str bytes)
{
	state_put(state, key, bytes.len);
	state_sum(state, bytes);
	if (bytes.len > FEW || buf_len(&state->buf) + bytes.len > STATE_LINE)
		flush(state);
	if (bytes.len > FEW)
		write_out(state, bytes);
	else
		(void)buf_cat(&state->buf, &bytes, 1); /* there is room */
	PUT(state, STR("\n"));
}

void
state_put_signed(struct state *state, struct str key, int64_t number)
{
	const bool minus = number < 0;

	PUT(state, key, minus ? STR(" -") : STR(" "),
	    DECIMAL(minus ? 0 - (uint64_t)number : (uint64_t)number),
	    STR("\n"));
}
