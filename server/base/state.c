/* The state as lines: see state.h. */
#include "base/state.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/limits.h"
#include "shared/io.h"

/* What is written or read at once. The longest line is far shorter. */
#define ROOM ARENA_BLOCK
#define LINE_MOST (ROOM / 2)

/* Bytes that are not worth a system call of their own. */
#define FEW (ROOM / 4)

#define FDS_BYTES ((size_t)FDS_MAX / 8 + 1)

/* Only what is noted first counts. */
static void
fail(struct state *state, const char *what)
{
	if (!state->failed)
		(void)error_set(&state->why, EX_OSERR, "the state: %s", what);
	state->failed = true;
}

static bool
begin(struct state *state, int fd)
{
	char *room = arena_alloc(ROOM);

	*state = (struct state) { .fd = fd, .real = clock_mono() };
	state->fds = arena_alloc(FDS_BYTES);
	state->offered = arena_alloc(FDS_BYTES);
	state->doubled = arena_alloc(FDS_BYTES);
	buf_init(&state->buf, room, ROOM);
	if (room == NULL || state->fds == NULL || state->offered == NULL ||
	    state->doubled == NULL) {
		state_free(state);
		state->failed = true;
		return error_set(&state->why, EX_OSERR,
		    "no memory for the state: %s", strerror(ENOMEM));
	}
	memset(state->fds, 0, FDS_BYTES);
	memset(state->offered, 0, FDS_BYTES);
	memset(state->doubled, 0, FDS_BYTES);
	return true;
}

bool
state_write(struct state *state, int fd)
{
	return begin(state, fd);
}

/* From its start on, whatever has been done with it. */
bool
state_read(struct state *state, int fd)
{
	if (!begin(state, fd))
		return false;
	if (lseek(fd, 0, SEEK_SET) == 0)
		return true;
	fail(state, strerror(errno));
	return false;
}

void
state_free(struct state *state)
{
	arena_free(state->buf.data, ROOM);
	state->buf.data = NULL;
	arena_free(state->fds, FDS_BYTES);
	arena_free(state->offered, FDS_BYTES);
	arena_free(state->doubled, FDS_BYTES);
	state->fds = state->offered = state->doubled = NULL;
}

static void
write_out(struct state *state, struct str bytes)
{
	if (!state->failed && state->fd != -1 &&
	    !io_write_all(state->fd, bytes.at, bytes.len))
		fail(state, strerror(errno));
}

static void
flush(struct state *state)
{
	write_out(state, buf_str(&state->buf));
	buf_drop(&state->buf, buf_len(&state->buf));
}

/* FNV-1a, for the same bytes come here in other pieces, read and written. */
static void
sum(struct state *state, struct str bytes)
{
	uint64_t now;

	if (!state->sums || state->sections == 0)
		return;
	now = state->section[state->sections - 1].sum;
	for (size_t i = 0; i < bytes.len; i++)
		now = (now ^ (unsigned char)bytes.at[i]) * 0x100000001b3;
	state->section[state->sections - 1].sum = now;
}

/* The same of bytes that come in one piece both ways: many at a time. */
static void
sum_bytes(struct state *state, struct str bytes)
{
	uint64_t *now, word;

	if (!state->sums || state->sections == 0)
		return;
	now = &state->section[state->sections - 1].sum;
	while (bytes.len >= sizeof(word)) {
		memcpy(&word, bytes.at, sizeof(word));
		*now = (*now ^ word) * 0x9e3779b97f4a7c15;
		*now ^= *now >> 32; /* or the upper bits would stay there */
		bytes.at += sizeof(word);
		bytes.len -= sizeof(word);
	}
	sum(state, bytes);
}

/* Nothing of its own is summed. */
static void
begin_section(struct state *state, struct str name)
{
	struct state_section *section = &state->section[state->sections];

	if (state->sections == STATE_SECTIONS ||
	    name.len >= sizeof(section->name)) {
		fail(state, "too many sections, or section name too long");
		return;
	}
	memcpy(section->name, name.at, name.len);
	section->name[name.len] = '\0';
	section->sum = 0;
	state->sections++;
}

static void
put(struct state *state, const struct str *pieces, size_t count)
{
	size_t len = 0;

	if (state->later.len > 0)
		state_section(state, state->later);
	for (size_t i = 0; i < count; i++) {
		sum(state, pieces[i]);
		len += pieces[i].len;
	}
	if (buf_len(&state->buf) + len > LINE_MOST)
		flush(state);
	(void)buf_cat(&state->buf, pieces, count); /* lines are shorter */
}
#define PUT(state, ...)                                  \
	put(state, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* Between sections, and of none. */
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
	begin_section(state, name);
}

void
state_section_later(struct state *state, struct str name)
{
	state->later = name;
}

void
state_put(struct state *state, struct str key, uint64_t number)
{
	char digits[STR_DIGITS];

	PUT(state, key, STR(" "), str_number(number, digits), STR("\n"));
}

void
state_put_count(struct state *state, struct str key, uint64_t number)
{
	const bool sums = state->sums;

	state->sums = sums && number > 0;
	state_put(state, key, number);
	state->sums = sums;
}

/* Is it a line's own end that stands in it? It would be read as two. */
static bool
is_one_line(struct state *state, struct str text)
{
	const bool is =
	    text.len == 0 || memchr(text.at, '\n', text.len) == NULL;

	if (!is)
		fail(state, "a text that contains a newline");
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
		fail(state, "too many descriptors");
		return;
	}
	state_put(state, key, (uint64_t)fd);
	state_add_fd(state->fds, fd);
}

void
state_put_words(
    struct state *state, struct str key, const uint64_t *number, size_t count)
{
	char digits[STR_DIGITS];

	PUT(state, key);
	for (size_t i = 0; i < count; i++)
		PUT(state, STR(" "), str_number(number[i], digits));
	PUT(state, STR("\n"));
}

void
state_put_bytes(struct state *state, struct str key, struct str bytes)
{
	state_put(state, key, bytes.len);
	sum_bytes(state, bytes);
	if (bytes.len > FEW || buf_len(&state->buf) + bytes.len > LINE_MOST)
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
	char digits[STR_DIGITS];

	PUT(state, key, minus ? STR(" -") : STR(" "),
	    str_number(minus ? 0 - (uint64_t)number : (uint64_t)number, digits),
	    STR("\n"));
}

/* More of it: there has to be. */
static bool
read_more(struct state *state)
{
	char *room;
	const size_t size = buf_room(&state->buf, &room);
	const ssize_t count = io_read(state->fd, room, size);

	if (count > 0) {
		buf_filled(&state->buf, (size_t)count);
		return true;
	}
	fail(state, count == 0 ? "unexpected end" : strerror(errno));
	return false;
}

/* The line at the front, which stays there. */
static bool
find_line(struct state *state, struct str *line)
{
	enum line_found found;

	while ((found = buf_line_upto(&state->buf, LINE_MOST, line)) !=
	    LINE_WHOLE) {
		if (found == LINE_TOO_LONG || state->buf.skipping) {
			fail(state, "line too long");
			return false;
		}
		if (!read_more(state))
			return false;
	}
	return true;
}

/* The line that was read last, if it is still there. */
static void
consume(struct state *state)
{
	if (state->known)
		sum(state,
		    (struct str) { buf_str(&state->buf).at, state->consumed });
	buf_drop(&state->buf, state->consumed);
	state->consumed = 0;
}

/* The same, and bytes that nobody here knows what to do with. */
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
state_own(struct state *state, enum state_owner owner, uint64_t number)
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

bool
state_is(struct state *state, struct str key)
{
	const bool is = str_eq(state->key, key);

	state->known = state->known || is;
	return is;
}

/* What stands there is no matter of the section before. */
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
	state_own(state, STATE_NOBODY, 0);
	state->vital = false;
	if (!read_line(state) || str_eq(state->key, STR("end")))
		return (struct str) { NULL, 0 };
	if (!str_eq(state->key, STR("section")) || state->value.len == 0)
		state_broken(state, "expected a section");
	else
		begin_section(state, state->value);
	return state->value;
}

static const struct state_section *
find_section(const struct state *state, const char *name)
{
	for (size_t i = 0; i < state->sections; i++)
		if (strcmp(state->section[i].name, name) == 0)
			return &state->section[i];
	return NULL;
}

const char *
state_differs(const struct state *state, const struct state *other)
{
	for (size_t i = 0; i < state->sections; i++) {
		const struct state_section *section =
		    find_section(other, state->section[i].name);
		if (section == NULL || section->sum != state->section[i].sum)
			return state->section[i].name;
	}
	return NULL;
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
	state->known = *number > 0; /* of 0 it is not summed */
	return true;
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
state_claim_fd(struct state *state, uint64_t number)
{
	const bool can_be = number > STDERR_FILENO && number < FDS_MAX;

	if (!can_be || state_has_fd(state->fds, (int)number)) {
		if (can_be)
			state_add_fd(state->doubled, (int)number);
		state_wrong(state, "invalid descriptor, or already in use");
		return false;
	}
	/* Where it is only tried, none of them is. */
	if (state->forgive != NULL && fcntl((int)number, F_GETFD) == -1) {
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

/* What is in the buffer already, behind the line. */
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

/* Is there a line's end behind so many bytes that follow the line? */
static bool
is_so_long(const struct state *state, size_t len)
{
	const size_t there = buf_len(&state->buf);
	const size_t at = state->consumed + len;
	const off_t now = lseek(state->fd, 0, SEEK_CUR);
	char end;

	if (at < there)
		return buf_str(&state->buf).at[at] == '\n';
	return now != -1 &&
	    pread(state->fd, &end, 1, now + (off_t)(at - there)) == 1 &&
	    end == '\n';
}

/* The rest of them, from where the buffer ends. */
static bool
read_rest(struct state *state, char *room, size_t len)
{
	size_t have = 0;

	while (have < len) {
		const ssize_t count =
		    io_read(state->fd, room + have, len - have);
		if (count <= 0) {
			fail(state, "unexpected end");
			return false;
		}
		have += (size_t)count;
	}
	return true;
}

/* Where they are fewer or more, what follows the line is read as lines. */
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
	sum_bytes(state, (struct str) { room, len });
	state->key = STR("bytes"); /* its own may have been written over */
	if (!find_line(state, &rest))
		return false;
	state->consumed = 1;
	return true;
}

/* With a minus in front, perhaps. */
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
		state_wrong(state, strerror(ENOMEM));
		return NULL;
	}
	if (value.len > 0)
		memcpy(copy, value.at, value.len);
	copy[value.len] = '\0';
	return copy;
}
