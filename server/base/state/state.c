/*
 * The state as lines, written and read: see state.h. It is written by way of a
 * buffer, and read where it lies: the file is mapped.
 */
#define _GNU_SOURCE /* MAP_POPULATE */
#include "base/state/state.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "shared/crypto/secret.h"
#include "shared/io.h"
#include "shared/names.h"

/* Bytes written at once. The longest line is far shorter. */
#define STATE_ROOM ARENA_BLOCK
#define LINE_MOST (STATE_ROOM / 2)

#define FDS_BYTES ((size_t)FDS_MAX / 8 + 1)

#ifndef MAP_POPULATE
#define MAP_POPULATE 0
#endif

/*
 * Notes that the state is of no use any more; what ends the sentence that says
 * why. Only the first fault counts. Returns false.
 */
static bool
state_fail(struct state *state, const char *what)
{
	if (!state->failed)
		(void)error_set(&state->why, EX_OSERR, "the state: %s", what);
	state->failed = true;
	return false;
}

static bool
state_begin(struct state *state, int fd)
{
	*state = (struct state) { .fd = fd, .real = clock_mono() };
	state->fds = arena_alloc(2 * FDS_BYTES);
	if (state->fds == NULL)
		return state_fail(state, strerror(ENOMEM));
	memset(state->fds, 0, 2 * FDS_BYTES);
	state->offered = state->fds + FDS_BYTES;
	return true;
}

bool
state_write(struct state *state, int fd)
{
	char *room = arena_alloc(STATE_ROOM);

	if (!state_begin(state, fd) || room == NULL) {
		arena_free(room, STATE_ROOM);
		return state_fail(state, strerror(ENOMEM));
	}
	buf_init(&state->buf, room, STATE_ROOM);
	return true;
}

bool
state_read(struct state *state, int fd)
{
	struct stat info;

	if (!state_begin(state, fd))
		return false;
	if (fstat(fd, &info) != 0)
		return state_fail(state, strerror(errno));
	if (info.st_size == 0)
		return true; /* reading will fail */
	state->size = (size_t)info.st_size;
	state->map = mmap(
	    NULL, state->size, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0);
	if (state->map == MAP_FAILED)
		state->map = NULL;
	if (state->map == NULL || !arena_adopt(state->map, state->size))
		return state_fail(state, strerror(errno));
	state->rest = (struct str) { state->map, state->size };
	return true;
}

void
state_free(struct state *state)
{
	if (state->buf.data != NULL) /* it may contain clients' secrets */
		secret_wipe(state->buf.data, STATE_ROOM);
	arena_free(state->buf.data, STATE_ROOM);
	if (state->map != NULL)
		(void)munmap(state->map, state->size); /* was mapped so */
	arena_free(state->fds, 2 * FDS_BYTES);
	state->buf.data = NULL;
	state->map = NULL;
	state->fds = state->offered = NULL;
}

static void
write_out(struct state *state, struct str bytes)
{
	if (!state->failed && !io_write_all(state->fd, bytes.at, bytes.len))
		(void)state_fail(state, strerror(errno));
}

/* Writes what is in the buffer, if it leaves too little room for a line. */
static void
flush(struct state *state, size_t most)
{
	if (buf_len(&state->buf) <= most)
		return;
	write_out(state, buf_str(&state->buf));
	buf_drop(&state->buf, buf_len(&state->buf));
}

bool
state_end(struct state *state)
{
	STATE_PUT(state, STR("end"), STR("of-state"));
	flush(state, 0);
	return !state->failed;
}

void
state_section(struct state *state, struct str name)
{
	STATE_PUT(state, STR("section"), name);
}

void
state_put(struct state *state, struct str key, uint64_t number)
{
	STATE_PUT(state, key, DECIMAL(number));
}

void
state_put_text(struct state *state, struct str key, struct str text)
{
	STATE_PUT(state, key, text);
}

/* A text with a newline would be read as two lines. */
void
state_put_strs(
    struct state *state, struct str key, const struct str *str, size_t count)
{
	bool good;

	flush(state, LINE_MOST);
	good = BUF_CAT(&state->buf, key);
	for (size_t i = 0; i < count; i++)
		good = good &&
		    (str[i].len == 0 ||
			memchr(str[i].at, '\n', str[i].len) == NULL) &&
		    BUF_CAT(&state->buf, STR(" "), str[i]);
	if (!good || !BUF_CAT(&state->buf, STR("\n")))
		(void)state_fail(
		    state, "a line is too long, or a text has a newline");
}

void
state_put_fd(struct state *state, struct str key, int fd)
{
	if (fd >= FDS_MAX)
		(void)state_fail(state, "too many descriptors");
	if (fd == -1 || fd >= FDS_MAX)
		return;
	state_put(state, key, (uint64_t)fd);
	state_add_fd(state->fds, fd);
}

void
state_put_bytes(struct state *state, struct str key, struct str bytes)
{
	state_put(state, key, bytes.len);
	if (bytes.len > LINE_MOST / 2) {
		flush(state, 0);
		write_out(state, bytes);
	} else {
		flush(state, LINE_MOST);
		(void)buf_cat(&state->buf, &bytes, 1); /* there is room */
	}
	(void)BUF_CAT(&state->buf, STR("\n")); /* there is room */
}

/* Reads a line, and the bytes behind it. */
static bool
read_line(struct state *state)
{
	struct str line;
	uint64_t len;

	if (state->failed)
		return false;
	line = str_cut(&state->rest, '\n');
	if (state->rest.at == NULL)
		return state_fail(state, "unexpected end");
	state->line++;
	state->key = str_word(&line);
	state->value = line.at != NULL ? line : STR("");
	if (state->key.len == 0 || state->key.at[state->key.len - 1] != ':')
		return true;
	if (!state_number(state, UINT64_MAX - 1, &len))
		return false;
	if (len >= state->rest.len)
		return state_fail(state, "unexpected end");
	state->bytes = (struct str) { state->rest.at, (size_t)len };
	if (state->rest.at[len] != '\n')
		state_wrong(state, "wrong number of bytes");
	str_drop(&state->rest, (size_t)len + 1);
	return !state->failed;
}

bool
state_next(struct state *state)
{
	const struct str before = state->rest;

	if (!read_line(state))
		return false;
	if (!str_eq(state->key, STR("section")) &&
	    (!str_eq(state->key, STR("end")) ||
		!str_eq(state->value, STR("of-state"))))
		return true;
	/* At a border, the line is left to the next section's reader. */
	state->rest = before;
	state->line--;
	return false;
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
state_bytes(struct state *state, size_t most)
{
	if (state->bytes.len > most)
		state_wrong(state, "too many bytes");
	return state->bytes.len <= most;
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

/* Returns an unsigned number of that size. */
static uint64_t
get_number(const void *at, size_t size)
{
	switch (size) {
	case sizeof(uint8_t):
		return *(const uint8_t *)at;
	case sizeof(uint16_t):
		return *(const uint16_t *)at;
	case sizeof(uint32_t):
		return *(const uint32_t *)at;
	default:
		return *(const uint64_t *)at;
	}
}

static void
set_number(void *at, size_t size, uint64_t number)
{
	switch (size) {
	case sizeof(uint8_t):
		*(uint8_t *)at = (uint8_t)number;
		break;
	case sizeof(uint16_t):
		*(uint16_t *)at = (uint16_t)number;
		break;
	case sizeof(uint32_t):
		*(uint32_t *)at = (uint32_t)number;
		break;
	default:
		*(uint64_t *)at = number;
	}
}

/* Returns the largest number that the member can hold and the table allows. */
static uint64_t
most_of(const struct field *field)
{
	const uint64_t most = field->size < sizeof(uint64_t) ?
	    (UINT64_C(1) << 8 * field->size) - 1 :
	    UINT64_MAX;

	if (field->type == FIELD_BOOL)
		return 1;
	return field->most < most ? field->most : most;
}

/* A moment this far off never comes. */
#define FAR_OFF (INT64_MAX / 2)

/* Returns the time on the clock of the field. */
static usec
now_of(const struct state *state, const struct field *field)
{
	return field->type == FIELD_LOOP ? state->loop : state->real;
}

static void
put_signed(struct state *state, struct str key, int64_t number)
{
	const uint64_t amount =
	    number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
	char room[1 + STR_DIGITS] = "-";
	const struct str digits = str_number(amount, room + 1);
	const size_t before = number < 0;

	memmove(room + 1, digits.at, digits.len);
	state_put_text(state, key,
	    (struct str) { room + 1 - before, digits.len + before });
}

/*
 * Writes a member, but no more than load accepts: a larger count is written as
 * its bound, a moment as its distance from now, for which the clocks are far
 * too low to be ambiguous, and a text without a NUL without its last byte.
 */
static void
save_field(struct state *state, const struct field *field, const void *at)
{
	const uint64_t most = most_of(field);
	const char *end;
	uint64_t number;
	usec when;

	switch (field->type) {
	case FIELD_BOOL:
	case FIELD_NUMBER:
		number = get_number(at, field->size);
		if (number != 0)
			state_put(
			    state, field->key, number < most ? number : most);
		break;
	case FIELD_SIGNED:
		if (*(const int *)at != 0)
			put_signed(state, field->key,
			    *(const int *)at < -INT32_MAX ? -INT32_MAX :
							    *(const int *)at);
		break;
	case FIELD_FD:
		state_put_fd(state, field->key, *(const int *)at);
		break;
	case FIELD_LOOP:
	case FIELD_REAL:
		when = *(const usec *)at;
		if (when >= now_of(state, field) + FAR_OFF)
			put_signed(state, field->key, FAR_OFF);
		else if (when != 0)
			put_signed(state, field->key,
			    (int64_t)(when - now_of(state, field)));
		break;
	case FIELD_TEXT:
		end = memchr(at, '\0', field->size - 1);
		number = end != NULL ? (size_t)(end - (const char *)at) :
				       field->size - 1;
		if (number > 0)
			state_put_text(state, field->key,
			    (struct str) { at, (size_t)number });
		break;
	}
}

void
fields_put(struct state *state, struct fields fields, const void *structure)
{
	for (size_t i = 0; i < fields.count; i++)
		save_field(state, &fields.at[i],
		    (const char *)structure + fields.at[i].offset);
}

/* Accepts a leading minus. */
static bool
read_signed(struct state *state, uint64_t most, int64_t *number)
{
	struct str value = state->value;
	const bool minus = str_skip(&value, STR("-"));
	uint64_t amount;

	if (!str_to_number(value, most, &amount)) {
		state_wrong(state, "not a number, or too large");
		return false;
	}
	*number = minus ? -(int64_t)amount : (int64_t)amount;
	return true;
}

static void
load_text(struct state *state, const struct field *field, char *text)
{
	const struct str value = state->value;

	if (value.len >= field->size ||
	    (value.len > 0 && memchr(value.at, '\0', value.len) != NULL)) {
		state_wrong(state, "text too long, or contains a NUL byte");
		return;
	}
	if (field->check != NULL && field->check(value) != CODE_OK) {
		state_wrong(state, "invalid text");
		return;
	}
	if (value.len > 0)
		memcpy(text, value.at, value.len);
	text[value.len] = '\0';
}

/* No moment is at 0 of the clock or before. */
static void
load_field(struct state *state, const struct field *field, void *at)
{
	uint64_t number;
	int64_t apart;

	switch (field->type) {
	case FIELD_BOOL:
	case FIELD_NUMBER:
		if (state_number(state, most_of(field), &number))
			set_number(at, field->size, number);
		break;
	case FIELD_SIGNED:
		if (read_signed(state, INT32_MAX, &apart))
			*(int *)at = (int)apart;
		break;
	case FIELD_FD:
		(void)state_fd(state, at); /* noted */
		break;
	case FIELD_LOOP:
	case FIELD_REAL:
		if (!read_signed(state, FAR_OFF, &apart))
			break;
		number = now_of(state, field);
		if (apart < 0 && (uint64_t)-apart >= number)
			state_wrong(
			    state, "time before the start of the clock");
		*(usec *)at = number + (uint64_t)apart;
		break;
	case FIELD_TEXT:
		load_text(state, field, at);
		break;
	}
}

/*
 * Looks for the field after the last one first: lines mostly come in the order
 * of the table.
 */
void
fields_get(struct state *state, struct fields fields, void *structure)
{
	size_t number = state->hint < fields.count ? state->hint : 0;

	for (size_t i = 0; i < fields.count; i++, number++) {
		if (number == fields.count)
			number = 0;
		const struct field *field = &fields.at[number];
		/* Most keys differ in length or in the first byte. */
		if (state->key.len != field->key.len ||
		    state->key.at[0] != field->key.at[0] ||
		    !str_eq(state->key, field->key))
			continue;
		state->hint = number + 1;
		load_field(state, field, (char *)structure + field->offset);
		return;
	}
}

static bool
columns_take(struct str *rest, const struct column *column)
{
	const bool is_text = column->number == NULL && column->most > 0;
	const struct str str = is_text ? *rest : str_word(rest);

	if (column->number != NULL)
		return str_to_number(str, column->most, column->number);
	*column->str = str;
	if (is_text)
		return text_check(str, column->most) == CODE_OK;
	return column->check == NULL || column->check(str) == CODE_OK;
}

bool
state_line(struct state *state, const struct column *column, size_t count)
{
	struct str rest = state->value;

	for (size_t i = 0; i < count; i++)
		if (!columns_take(&rest, &column[i]))
			return false;
	return true;
}
