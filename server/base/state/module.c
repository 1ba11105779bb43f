/*
 * What the server does with all of its modules, and the state as lines, written
 * and read: see module.h. The state is written by way of a buffer, and read
 * where it lies: the file is mapped.
 */
#include "base/state/module.h"

#include <errno.h>
#include <fcntl.h>
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

bool
modules_init(void)
{
	for (size_t i = 0; modules[i] != NULL && arena_is_good(); i++) {
		const struct module_table *table = modules[i]->tables;
		for (; table != NULL && table->at != NULL; table++) {
			const void *made =
			    arena_table(table->count, table->size);
			memcpy(table->at, &made, sizeof(made));
		}
		/* It uses the tables. */
		if (modules[i]->init != NULL && arena_is_good())
			modules[i]->init();
	}
	return arena_is_good();
}

void
modules_close(conn_id conn)
{
	for (size_t i = 0; modules[i] != NULL; i++)
		if (modules[i]->close != NULL)
			modules[i]->close(conn);
}

void
modules_leave(client_id client)
{
	for (size_t i = 0; modules[i] != NULL; i++)
		if (modules[i]->leave != NULL)
			modules[i]->leave(client);
}

void
modules_alarm(uint32_t owner)
{
	for (size_t i = 0; modules[i] != NULL; i++)
		if (modules[i]->alarm != NULL && modules[i]->alarm_of == owner)
			modules[i]->alarm();
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

/* Works like state_wrong, and returns false. */
static bool
fault(struct state *state, const char *what)
{
	state_wrong(state, what);
	return false;
}

static bool
begin_state(struct state *state, int fd)
{
	*state = (struct state) { .fd = fd, .key = STR("start") };
	state->fds = arena_alloc(FDS_BYTES);
	if (state->fds == NULL)
		return fault(state, strerror(ENOMEM));
	memset(state->fds, 0, FDS_BYTES);
	return true;
}

bool
state_write(struct state *state, int fd)
{
	char *room = arena_alloc(STATE_ROOM);

	if (!begin_state(state, fd) || room == NULL) {
		arena_free(room, STATE_ROOM);
		return fault(state, strerror(ENOMEM));
	}
	buf_init(&state->buf, room, STATE_ROOM);
	return true;
}

bool
state_read(struct state *state, int fd)
{
	struct stat info;

	if (!begin_state(state, fd))
		return false;
	if (fstat(fd, &info) != 0)
		return fault(state, strerror(errno));
	if (info.st_size == 0)
		return true; /* reading will fail */
	state->size = (size_t)info.st_size;
	state->map = mmap(NULL, state->size, PROT_READ, MAP_SHARED, fd, 0);
	if (state->map == MAP_FAILED)
		state->map = NULL;
	if (state->map == NULL || !arena_adopt(state->map, state->size))
		return fault(state, strerror(errno));
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
	arena_free(state->fds, FDS_BYTES);
	state->buf.data = NULL;
	state->map = NULL;
	state->fds = NULL;
}

static bool
has_fd(const struct state *state, int fd)
{
	return (state->fds[fd / 8] >> fd % 8 & 1) != 0;
}

static void
add_fd(struct state *state, int fd)
{
	state->fds[fd / 8] |= (unsigned char)(1 << fd % 8);
}

bool
state_keep_open(const struct state *state, bool open)
{
	for (int fd = 0; fd < FDS_MAX; fd++)
		if (has_fd(state, fd) &&
		    fcntl(fd, F_SETFD, open ? 0 : FD_CLOEXEC) != 0)
			return false;
	return true;
}

static void
write_out(struct state *state, struct str bytes)
{
	if (!state->failed && !io_write_all(state->fd, bytes.at, bytes.len))
		state_wrong(state, strerror(errno));
}

/* Writes what is in the buffer, if it leaves too little room for a line. */
static void
flush_state(struct state *state, size_t most)
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
	flush_state(state, 0);
	return !state->failed;
}

void
state_put(struct state *state, struct str key, uint64_t number)
{
	STATE_PUT(state, key, DECIMAL(number));
}

/* A text with a newline would be read as two lines. */
void
state_put_strs(
    struct state *state, struct str key, const struct str *str, size_t count)
{
	bool good;

	state->line++;
	state->key = key;
	flush_state(state, LINE_MOST);
	good = BUF_CAT(&state->buf, key);
	for (size_t i = 0; i < count; i++)
		good = good &&
		    (str[i].len == 0 ||
			memchr(str[i].at, '\n', str[i].len) == NULL) &&
		    BUF_CAT(&state->buf, STR(" "), str[i]);
	if (!good || !BUF_CAT(&state->buf, STR("\n")))
		state_wrong(state, "too long, or a text with a newline");
}

void
state_put_bytes(struct state *state, struct str key, struct str bytes)
{
	state_put(state, key, bytes.len);
	flush_state(state, 0);
	write_out(state, bytes);
	(void)BUF_CAT(&state->buf, STR("\n")); /* flushed: it fits */
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
		return fault(state, "unexpected end");
	state->line++;
	state->key = str_word(&line);
	state->value = line.at != NULL ? line : STR("");
	if (state->key.len == 0 || state->key.at[state->key.len - 1] != ':')
		return true;
	if (!state_number(state, UINT64_MAX - 1, &len))
		return false;
	if (len >= state->rest.len)
		return fault(state, "unexpected end");
	state->bytes = (struct str) { state->rest.at, (size_t)len };
	str_drop(&state->rest, (size_t)len);
	return str_skip(&state->rest, STR("\n")) ||
	    fault(state, "wrong number of bytes");
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

bool
state_number(struct state *state, uint64_t most, uint64_t *number)
{
	return str_to_number(state->value, most, number) ||
	    fault(state, "not a number, or too large");
}

bool
state_text(struct state *state, char *room, size_t size)
{
	const struct str value = state->value;

	if (value.len >= size ||
	    (value.len > 0 && memchr(value.at, '\0', value.len) != NULL))
		return fault(state, "text too long, or contains a NUL byte");
	if (value.len > 0)
		memcpy(room, value.at, value.len);
	room[value.len] = '\0';
	return true;
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
		return text_check(str, (size_t)column->most) == CODE_OK;
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

/* Returns where the bytes of a smaller number are in one of eight bytes. */
static char *
bytes_of(uint64_t *number, size_t size)
{
	const uint16_t one = 1;
	const bool little = *(const char *)&one == 1;

	return (char *)number + (little ? 0 : sizeof(*number) - size);
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

static void
put_fd(struct state *state, struct str key, int fd)
{
	if (fd == -1)
		return;
	state_put(state, key, (uint64_t)fd);
	if (fd < FDS_MAX)
		add_fd(state, fd);
	else
		state_wrong(state, "too many descriptors");
}

/* Writes no more than load accepts: a larger number is written as its bound. */
void
state_put_fields(
    struct state *state, struct fields fields, const void *structure)
{
	for (size_t i = 0; i < fields.count; i++) {
		const struct field *field = &fields.at[i];
		const char *at = (const char *)structure + field->offset;
		const uint64_t most = most_of(field);
		uint64_t number;
		if (field->type == FIELD_FD) {
			put_fd(
			    state, field->key, *(const int *)(const void *)at);
		} else if (field->type == FIELD_TEXT) {
			if (at[0] != '\0')
				STATE_PUT(state, field->key,
				    ((struct str) {
					at, strnlen(at, field->size - 1) }));
		} else {
			number = 0;
			memcpy(bytes_of(&number, field->size), at, field->size);
			if (number != 0)
				state_put(state, field->key,
				    number < most ? number : most);
		}
	}
}

static void
load_field(struct state *state, const struct field *field, void *at)
{
	uint64_t number;

	if (field->type == FIELD_TEXT) {
		(void)state_text(state, at, field->size); /* noted */
	} else if (field->type != FIELD_FD) {
		if (state_number(state, most_of(field), &number))
			memcpy(at, bytes_of(&number, field->size), field->size);
	} else if (state_number(state, FDS_MAX - 1, &number)) {
		if (number <= STDERR_FILENO || has_fd(state, (int)number)) {
			state_wrong(
			    state, "invalid descriptor, or already in use");
			return;
		}
		add_fd(state, (int)number);
		*(int *)at = (int)number;
	}
}

void
state_get_fields(struct state *state, struct fields fields, void *structure)
{
	for (size_t i = 0; i < fields.count; i++) {
		const struct field *field = &fields.at[i];
		/* Most keys differ in length or in the first byte. */
		if (state->key.len != field->key.len ||
		    state->key.at[0] != field->key.at[0] ||
		    !str_eq(state->key, field->key))
			continue;
		load_field(state, field, (char *)structure + field->offset);
		return;
	}
}
