/* Reading the state from lines: see state.h. */
#include "base/state/state.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/mem/limits.h"
#include "base/state/state_parts.h"
#include "shared/io.h"

/*
 * Waits until there may be more, if the state is still being written. False if
 * all was read. Returns true once more after the last update: the end of the
 * state may have been written after the last read.
 */
static bool
await_more(struct state *state)
{
	struct pollfd polled = { .fd = state->updates, .events = POLLIN };
	char drop[256];
	ssize_t count;

	if (state->updates == 0)
		return false;
	while (poll(&polled, 1, -1) == -1 && errno == EINTR)
		continue;
	count = io_read(polled.fd, drop, sizeof(drop));
	if (count == 0 || count == IO_FAIL)
		state->updates = 0;
	return true;
}

/*
 * Reads like pread, waiting for data that is still to be written. The file
 * offset is shared with the writer, so it is not used.
 */
static ssize_t
read_at(struct state *state, char *room, size_t size, off_t at)
{
	ssize_t count;

	do
		count = pread(state->fd, room, size, at);
	while ((count == -1 && errno == EINTR) ||
	    (count == 0 && await_more(state)));
	return count;
}

static ssize_t
read_some(struct state *state, char *room, size_t size)
{
	const ssize_t count = read_at(state, room, size, state->at);

	if (count > 0)
		state->at += count;
	return count;
}

/* Reads more into the buffer; the end of the file is a fault. */
static bool
read_more(struct state *state)
{
	char *room;
	const size_t size = buf_room(&state->buf, &room);
	const ssize_t count = read_some(state, room, size);

	if (count > 0) {
		buf_filled(&state->buf, (size_t)count);
		return true;
	}
	state_fail(state, count == 0 ? "unexpected end" : strerror(errno));
	return false;
}

/* Finds the line at the front of the buffer and leaves it there. */
static bool
find_line(struct state *state, struct str *line)
{
	enum line_found found;

	while ((found = buf_line_upto(&state->buf, STATE_LINE, line)) !=
	    LINE_WHOLE) {
		if (found == LINE_TOO_LONG || state->buf.skipping) {
			state_fail(state, "line too long");
			return false;
		}
		if (!read_more(state))
			return false;
	}
	return true;
}

/* Drops the line that was read last from the buffer, if it is still there. */
static void
consume(struct state *state)
{
	if (state->known)
		state_sum(state,
		    (struct str) { buf_str(&state->buf).at, state->consumed });
	buf_drop(&state->buf, state->consumed);
	state->consumed = 0;
}

/* Drops the line, and its bytes if nobody here knows the key. */
static bool
drop_line(struct state *state)
{
	const struct str key = state->key;
	const bool has_bytes = state->consumed > 0 && !state->known &&
	    key.len > 0 && key.at[key.len - 1] == ':';
	uint64_t left = 0;

	if (has_bytes &&
	    (!state_number(state, UINT64_MAX - 1, &left) || ++left == 0))
		return false;
	consume(state);
	while (left > 0) {
		const size_t there = buf_len(&state->buf);
		const size_t count = left < there ? (size_t)left : there;
		buf_drop(&state->buf, count);
		left -= count;
		if (left > 0 && !read_more(state))
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
	if (!state->pushed) {
		if (!drop_line(state))
			return false;
		state->line++;
	}
	state->pushed = state->known = false;
	if (!find_line(state, &line))
		return false;
	state->consumed = line.len + 1;
	state->key = str_word(&line);
	state->value = line.at != NULL ? line : STR("");
	return true;
}

void
state_set_owner(struct state *state, enum state_owner owner, uint64_t number)
{
	state->owner = owner;
	state->owned = number;
}

void
state_wrong(struct state *state, const char *what)
{
	if (state->forgive == NULL || state->vital)
		state_broken(state, what);
	else if (!state->failed)
		state->forgive(state, what);
}

void
state_no_memory(struct state *state)
{
	if (state->returns)
		state_broken(state, "out of memory");
	else
		state_wrong(state, "out of memory");
}

void
state_mended(struct state *state, const char *what)
{
	const enum state_owner owner = state->owner;

	state->owner = STATE_NOBODY;
	state_wrong(state, what);
	state->owner = owner;
}

void
state_broken(struct state *state, const char *what)
{
	if (!state->failed)
		(void)error_set(&state->why, EX_DATAERR,
		    "the state: line %llu, %.*s: %s",
		    (unsigned long long)state->line,
		    (int)(state->key.len < 64 ? state->key.len : 64),
		    state->key.at, what);
	state->failed = true;
}

/*
 * Returns whether the section is over. The module's reader then leaves the line
 * to the next one.
 */
static bool
is_at_border(const struct state *state)
{
	return str_eq(state->key, STR("section")) ||
	    (str_eq(state->key, STR("end")) &&
		str_eq(state->value, STR("of-state")));
}

bool
state_next(struct state *state)
{
	if (!read_line(state))
		return false;
	state->pushed = is_at_border(state);
	return !state->pushed;
}

struct str
state_next_section(struct state *state)
{
	state_set_owner(state, STATE_NOBODY, 0);
	state->vital = false;
	if (!read_line(state) || str_eq(state->key, STR("end")))
		return (struct str) { NULL, 0 };
	if (!str_eq(state->key, STR("section")) || state->value.len == 0)
		state_broken(state, "expected a section");
	else
		state_begin_section(state, state->value);
	return state->value;
}

bool
state_number(struct state *state, uint64_t most, uint64_t *number)
{
	if (str_to_number(state->value, most, number))
		return true;
	state_wrong(state, "not a number, or too large");
	return false;
}

bool
state_count(struct state *state, uint64_t most, uint64_t *number)
{
	if (!state_number(state, most, number))
		return false;
	state->known = *number > 0; /* 0 is not summed */
	return true;
}

uint32_t
state_read_owner(struct state *state, enum state_owner owner,
    bool (*is_there)(uint64_t number), const char *what)
{
	uint64_t number;

	state_set_owner(state, STATE_NOBODY, 0);
	if (!state_number(state, UINT32_MAX, &number))
		return UINT32_MAX;
	state_set_owner(state, owner, number);
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

/* Descriptors checked with one call; one call for each is slow. */
#define LOOK 256

static_assert(FDS_MAX / LOOK < 8 * sizeof(((struct state *)0)->looked),
    "there is a bit for each block of descriptors");

/* Notes which descriptors of a block are open. */
static void
look_at_block(struct state *state, int first)
{
	struct pollfd block[LOOK];
	int count = 0;

	for (; count < LOOK && first + count < FDS_MAX; count++)
		block[count] = (struct pollfd) { .fd = first + count };
	if (poll(block, (nfds_t)count, 0) == -1) /* that many cannot be open */
		for (int i = 0; i < count; i++)
			block[i].revents =
			    fcntl(first + i, F_GETFD) == -1 ? POLLNVAL : 0;
	for (int i = 0; i < count; i++)
		if ((block[i].revents & POLLNVAL) == 0)
			state_add_fd(state->open, first + i);
}

static bool
is_open(struct state *state, int fd)
{
	if (!state_has_fd(state->looked, fd / LOOK)) {
		state_add_fd(state->looked, fd / LOOK);
		look_at_block(state, fd - fd % LOOK);
	}
	return state_has_fd(state->open, fd);
}

bool
state_claim_fd(struct state *state, uint64_t number)
{
	const bool can_be = number > STDERR_FILENO && number < FDS_MAX;

	if (!can_be || state_has_fd(state->fds, (int)number)) {
		if (can_be)
			state_add_fd(state->doubled, (int)number);
		state_wrong(state, "invalid descriptor, or already in use");
		return false;
	}
	/* While a state is only tried, none of its descriptors is open. */
	if (state->forgive != NULL && !is_open(state, (int)number)) {
		state_wrong(state, "descriptor that is not open");
		return false;
	}
	state_add_fd(state->fds, (int)number);
	return true;
}

bool
state_fd(struct state *state, int *fd)
{
	uint64_t number;

	if (!state_number(state, FDS_MAX, &number) ||
	    !state_claim_fd(state, number))
		return false;
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

/* Takes bytes that are in the buffer already, after the line. */
static size_t
take_buffered(struct state *state, char *room, size_t len)
{
	size_t count;

	consume(state);
	count = buf_len(&state->buf) < len ? buf_len(&state->buf) : len;
	if (count > 0)
		memcpy(room, buf_str(&state->buf).at, count);
	buf_drop(&state->buf, count);
	return count;
}

/* Returns whether a newline follows the bytes that come after the line. */
static bool
is_so_long(struct state *state, size_t len)
{
	const size_t there = buf_len(&state->buf);
	const size_t at = state->consumed + len;
	char end;

	if (at < there)
		return buf_str(&state->buf).at[at] == '\n';
	return read_at(state, &end, 1, state->at + (off_t)(at - there)) == 1 &&
	    end == '\n';
}

/* Reads the bytes that were not in the buffer. */
static bool
read_rest(struct state *state, char *room, size_t len)
{
	size_t have = 0;

	while (have < len) {
		const ssize_t count = read_some(state, room + have, len - have);
		if (count <= 0) {
			state_fail(state, "unexpected end");
			return false;
		}
		have += (size_t)count;
	}
	return true;
}

/*
 * If there are fewer or more bytes than announced, what follows the line is
 * read as lines.
 */
bool
state_bytes(struct state *state, char *room, size_t len)
{
	size_t have;
	struct str rest;

	if (!is_so_long(state, len)) {
		state_wrong(state, "wrong number of bytes");
		return false;
	}
	have = take_buffered(state, room, len);
	if (!read_rest(state, room + have, len - have))
		return false;
	state_sum(state, (struct str) { room, len });
	state->key = STR("bytes"); /* the old key may be overwritten */
	if (!find_line(state, &rest))
		return false;
	state->consumed = 1;
	return true;
}

/* Accepts a leading minus. */
bool
state_signed(struct state *state, uint64_t most, int64_t *number)
{
	struct str value = state->value;
	const bool minus = value.len > 0 && value.at[0] == '-';
	uint64_t amount;

	if (minus)
		value = (struct str) { value.at + 1, value.len - 1 };
	if (!str_to_number(value, most, &amount)) {
		state_wrong(state, "not a number, or too large");
		return false;
	}
	*number = minus ? -(int64_t)amount : (int64_t)amount;
	return true;
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
