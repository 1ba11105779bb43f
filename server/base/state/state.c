/* The state as lines, written and read: see state.h. */
#include "base/state/state.h"

#include <errno.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "shared/crypto/secret.h"
#include "shared/io.h"

/* Bytes written or read at once. The longest line is far shorter. */
#define STATE_ROOM ARENA_BLOCK
#define LINE_MOST (STATE_ROOM / 2)

/* Bytes too few for a system call of their own. */
#define FEW (STATE_ROOM / 4)

#define FDS_BYTES ((size_t)FDS_MAX / 8 + 1)

/*
 * Notes that the state is of no use any more; what ends the sentence that says
 * why. Only the first fault counts.
 */
static void
state_fail(struct state *state, const char *what)
{
	if (!state->failed)
		(void)error_set(&state->why, EX_OSERR, "the state: %s", what);
	state->failed = true;
}

bool
state_write(struct state *state, int fd)
{
	char *room = arena_alloc(STATE_ROOM);

	*state = (struct state) { .fd = fd, .real = clock_mono() };
	state->fds = arena_alloc(2 * FDS_BYTES);
	buf_init(&state->buf, room, STATE_ROOM);
	if (room == NULL || state->fds == NULL) {
		state_free(state);
		state_fail(state, strerror(ENOMEM));
		return false;
	}
	memset(state->fds, 0, 2 * FDS_BYTES);
	state->offered = state->fds + FDS_BYTES;
	return true;
}

bool
state_read(struct state *state, int fd)
{
	if (!state_write(state, fd))
		return false;
	if (lseek(fd, 0, SEEK_CUR) == -1)
		state_fail(state, strerror(errno));
	return !state->failed;
}

void
state_free(struct state *state)
{
	if (state->buf.data != NULL) /* it may contain clients' secrets */
		secret_wipe(state->buf.data, STATE_ROOM);
	arena_free(state->buf.data, STATE_ROOM);
	state->buf.data = NULL;
	arena_free(state->fds, 2 * FDS_BYTES);
	state->fds = state->offered = NULL;
}

static void
write_out(struct state *state, struct str bytes)
{
	if (!state->failed && state->fd != -1 &&
	    !io_write_all(state->fd, bytes.at, bytes.len))
		state_fail(state, strerror(errno));
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

	if (!state->within && buf_len(&state->buf) > LINE_MOST)
		flush(state);
	if (!buf_cat(&state->buf, pieces, count))
		state_fail(state, "line too long");
	state->within = last.len == 0 || last.at[last.len - 1] != '\n';
}
#define PUT(state, ...)                                  \
	put(state, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

bool
state_end(struct state *state)
{
	PUT(state, STR("end of-state\n"));
	flush(state);
	return !state->failed;
}

void
state_section(struct state *state, struct str name)
{
	PUT(state, STR("section "), name, STR("\n"));
}

void
state_put(struct state *state, struct str key, uint64_t number)
{
	PUT(state, key, STR(" "), DECIMAL(number), STR("\n"));
}

void
state_put_text(struct state *state, struct str key, struct str text)
{
	state_put_strs(state, key, &text, 1);
}

/* A text with a newline would be read as two lines. */
void
state_put_strs(
    struct state *state, struct str key, const struct str *str, size_t count)
{
	PUT(state, key);
	for (size_t i = 0; i < count; i++)
		if (str[i].len > 0 &&
		    memchr(str[i].at, '\n', str[i].len) != NULL)
			state_fail(state, "a text that contains a newline");
		else
			PUT(state, STR(" "), str[i]);
	PUT(state, STR("\n"));
}

void
state_put_fd(struct state *state, struct str key, int fd)
{
	if (fd >= FDS_MAX)
		state_fail(state, "too many descriptors");
	if (fd == -1 || fd >= FDS_MAX)
		return;
	state_put(state, key, (uint64_t)fd);
	state_add_fd(state->fds, fd);
}

void
state_put_bytes(struct state *state, struct str key, struct str bytes)
{
	state_put(state, key, bytes.len);
	if (bytes.len > FEW || buf_len(&state->buf) + bytes.len > LINE_MOST)
		flush(state);
	if (bytes.len > FEW)
		write_out(state, bytes);
	else
		(void)buf_cat(&state->buf, &bytes, 1); /* there is room */
	PUT(state, STR("\n"));
}

/*
 * Reads with pread: the file offset is shared with the program that goes on if
 * this one is only tried. The end of the file is a fault.
 */
static size_t
read_some(struct state *state, char *room, size_t size)
{
	const ssize_t count = pread(state->fd, room, size, state->at);

	if (count <= 0)
		state_fail(
		    state, count == 0 ? "unexpected end" : strerror(errno));
	else
		state->at += count;
	return count > 0 ? (size_t)count : 0;
}

/* Reads more into the buffer; false if there is no more. */
static bool
read_more(struct state *state)
{
	char *room;
	const size_t size = buf_room(&state->buf, &room);

	buf_filled(&state->buf, read_some(state, room, size));
	return !state->failed;
}

/* Finds the line at the front of the buffer and leaves it there. */
static bool
find_line(struct state *state, struct str *line)
{
	enum line_found found;

	while ((found = buf_line_upto(&state->buf, LINE_MOST, line)) !=
	    LINE_WHOLE) {
		if (found == LINE_TOO_LONG || state->buf.skipping)
			state_fail(state, "line too long");
		else
			(void)read_more(state);
		if (state->failed)
			return false;
	}
	return true;
}

/* Drops the line that was read last, if it is still in the buffer. */
static void
consume(struct state *state)
{
	buf_drop(&state->buf, state->consumed);
	state->consumed = 0;
}

/* Drops the line, and the bytes that follow it if nobody has taken them. */
static bool
drop_line(struct state *state)
{
	consume(state);
	while (state->bytes > 0) {
		const size_t there = buf_len(&state->buf);
		const size_t count =
		    state->bytes < there ? (size_t)state->bytes : there;
		buf_drop(&state->buf, count);
		state->bytes -= count;
		if (state->bytes > 0 && !read_more(state))
			return false;
	}
	return true;
}

static bool
read_line(struct state *state)
{
	struct str line;

	if (state->failed)
		return false;
	if (state->pushed) {
		state->pushed = false;
		return true;
	}
	if (!drop_line(state) || !find_line(state, &line))
		return false;
	state->line++;
	state->consumed = line.len + 1;
	state->key = str_word(&line);
	state->value = line.at != NULL ? line : STR("");
	if (state->key.len > 0 && state->key.at[state->key.len - 1] == ':' &&
	    state_number(state, UINT64_MAX - 1, &state->bytes))
		state->bytes++;
	return !state->failed;
}

bool
state_next(struct state *state)
{
	if (!read_line(state))
		return false;
	/* At a border, the line is left to the next section's reader. */
	state->pushed = str_eq(state->key, STR("section")) ||
	    (str_eq(state->key, STR("end")) &&
		str_eq(state->value, STR("of-state")));
	return !state->pushed;
}

struct str
state_next_section(struct state *state)
{
	if (!read_line(state) || str_eq(state->key, STR("end")))
		return (struct str) { NULL, 0 };
	if (!str_eq(state->key, STR("section")) || state->value.len == 0)
		state_wrong(state, "expected a section");
	return state->value;
}

void
state_wrong(struct state *state, const char *what)
{
	if (!state->failed)
		(void)error_set(&state->why, EX_DATAERR,
		    "the state: line %llu, %.*s: %s",
		    (unsigned long long)state->line,
		    (int)(state->key.len < 64 ? state->key.len : 64),
		    state->key.at, what);
	state->failed = true;
}

void
state_no_memory(struct state *state)
{
	state_wrong(state, "out of memory");
}

bool
state_number(struct state *state, uint64_t most, uint64_t *number)
{
	if (str_to_number(state->value, most, number))
		return true;
	state_wrong(state, "not a number, or too large");
	return false;
}

uint32_t
state_read_row(
    struct state *state, bool (*is_there)(uint64_t number), const char *what)
{
	uint64_t number;

	if (!state_number(state, UINT32_MAX, &number))
		return UINT32_MAX;
	if (is_there(number))
		return (uint32_t)number;
	state_wrong(state, what);
	return UINT32_MAX;
}

bool
state_words(struct state *state, uint64_t *number, size_t count)
{
	struct str rest = state->value;

	for (size_t i = 0; i < count; i++)
		if (!str_to_number(str_word(&rest), UINT64_MAX, &number[i])) {
			state_wrong(state, "missing or invalid number");
			return false;
		}
	return true;
}

bool
state_fd(struct state *state, int *fd)
{
	uint64_t number;

	if (!state_number(state, FDS_MAX - 1, &number))
		return false;
	if (number <= STDERR_FILENO || state_has_fd(state->fds, (int)number)) {
		state_wrong(state, "invalid descriptor, or already in use");
		return false;
	}
	state_add_fd(state->fds, (int)number);
	*fd = (int)number;
	return true;
}

bool
state_length(struct state *state, size_t most, size_t *len)
{
	uint64_t number;

	if (!state_number(state, most, &number))
		return false;
	*len = (size_t)number;
	return true;
}

/* Takes bytes that are in and behind the buffer. */
static bool
take(struct state *state, char *room, size_t len)
{
	size_t have = buf_len(&state->buf) < len ? buf_len(&state->buf) : len;

	if (have > 0)
		memcpy(room, buf_str(&state->buf).at, have);
	buf_drop(&state->buf, have);
	while (have < len && !state->failed)
		have += read_some(state, room + have, len - have);
	return !state->failed;
}

bool
state_bytes(struct state *state, char *room, size_t len)
{
	char end = '\0';

	consume(state);
	state->key = STR("bytes"); /* the old key may be overwritten */
	state->bytes = 0;
	if (!take(state, room, len) || !take(state, &end, 1))
		return false;
	if (end != '\n')
		state_wrong(state, "wrong number of bytes");
	return end == '\n';
}

char *
state_text(struct state *state, size_t most)
{
	const struct str value = state->value;
	char *copy;

	if (value.len > most ||
	    (value.len > 0 && memchr(value.at, '\0', value.len) != NULL)) {
		state_wrong(state, "text too long, or contains a NUL byte");
		return NULL;
	}
	copy = arena_alloc(value.len + 1);
	if (copy == NULL) {
		state_no_memory(state);
		return NULL;
	}
	if (value.len > 0)
		memcpy(copy, value.at, value.len);
	copy[value.len] = '\0';
	return copy;
}
