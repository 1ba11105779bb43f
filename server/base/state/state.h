/*
 * The server's knowledge, written down for the program that replaces it: lines
 * of a key and its value, in sections, one for each module.
 *
 *	forkcast-state STATE_VERSION VERSION PID BEGAN
 *	section groups
 *	group 0
 *	name 1
 *	...
 *	end of-state
 *
 * Unknown keys are skipped, so that the next version can have more of them. A
 * value that is 0, empty or missing is not written. Times are written as the
 * time left, negative if they are over. The first fault is noted in the struct;
 * nothing is written or read after it. The state is tried in a process of its
 * own before the server depends on it. Texts pass through the arena only.
 * handover.c calls the modules.
 */
#ifndef SERVER_BASE_STATE_STATE_H
#define SERVER_BASE_STATE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/codes.h"
#include "shared/error.h"
#include "shared/str.h"

/* A state being written or read. All members are state.c's, unless stated. */
struct state {
	struct buf buf; /* to write */
	char *map; /* what is read, or null */
	size_t size;
	struct str rest; /* of it */
	int fd;
	bool failed;
	struct error why;
	usec loop; /* the loop's clock; the writer sets it */
	usec real; /* clock_mono at that time */
	/* Sets of descriptors: state_has_fd, state_add_fd. */
	unsigned char *fds; /* to be passed on, or claimed by a module */
	unsigned char *offered; /* as the state that is read lists them */
	uint64_t line; /* number of the last line read, from 1 on */
	struct str key; /* of the last line read */
	struct str value;
	struct str bytes; /* that follow it, if the key ends with a colon */
	size_t hint; /* index of the field that is likely next */
};

/*
 * state_write begins to write into fd; state_read begins to read fd from its
 * start. False with state->why. The state must be freed, even after false.
 */
bool state_write(struct state *state, int fd);
bool state_read(struct state *state, int fd);

/* Ends the writing. False with state->why if anything was not written. */
bool state_end(struct state *state);

/* Frees the memory that state_write or state_read has taken. */
void state_free(struct state *state);

/* Writes "section NAME". */
void state_section(struct state *state, struct str name);

/*
 * Write "KEY NUMBER", which may also begin a row with fields; or "KEY STR STR
 * ...".
 */
void state_put(struct state *state, struct str key, uint64_t number);
void state_put_text(struct state *state, struct str key, struct str text);
void state_put_strs(
    struct state *state, struct str key, const struct str *str, size_t count);
#define STATE_PUT(state, key, ...)                                       \
	state_put_strs(state, key, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))
void state_put_fd(struct state *state, struct str key, int fd);

/*
 * Writes "KEY LENGTH", where the key ends with a colon, as no other does, and
 * after the newline that many bytes and a newline.
 */
void state_put_bytes(struct state *state, struct str key, struct str bytes);

/*
 * Reads the next line of the section; its key and value stay in *state until
 * the next call. False at the end of the section, or if anything is wrong.
 */
bool state_next(struct state *state);

/* Returns the next section's name; empty after the last. */
struct str state_next_section(struct state *state);

/* Returns whether the line has that key. */
static inline bool
state_is(const struct state *state, struct str key)
{
	return str_eq(state->key, key);
}

/*
 * Read the value of the line: a number up to most, several numbers, or a
 * descriptor that nothing else in the state has. If the value is invalid, a
 * fault is noted and they return false.
 */
bool state_number(struct state *state, uint64_t most, uint64_t *number);
bool state_words(struct state *state, uint64_t *number, size_t count);
bool state_fd(struct state *state, int *fd);

/*
 * Reads the number of a row of which is_there says whether there is one.
 * UINT32_MAX, with a fault noted, if there is none; what says so.
 */
uint32_t state_read_row(
    struct state *state, bool (*is_there)(uint64_t number), const char *what);

/*
 * Returns a copy of the value in the arena, to be freed with arena_free_text.
 * Null, with a fault noted, if there is no memory or the value is longer than
 * most.
 */
char *state_text(struct state *state, size_t most);

/*
 * Returns whether the bytes that follow the line are at most so many; if not, a
 * fault is noted.
 */
bool state_bytes(struct state *state, size_t most);

/* Returns whether a set of descriptors has one, or adds one. */
static inline bool
state_has_fd(const unsigned char *set, int fd)
{
	return (set[fd / 8] >> fd % 8 & 1) != 0;
}

static inline void
state_add_fd(unsigned char *set, int fd)
{
	set[fd / 8] |= (unsigned char)(1 << fd % 8);
}

/*
 * Notes that the line read last is wrong; what is the end of a sentence that
 * says why. state_no_memory notes that there is no memory for it.
 */
void state_wrong(struct state *state, const char *what);
void state_no_memory(struct state *state);

/* Returns whether there was no fault. */
static inline bool
state_good(const struct state *state)
{
	return !state->failed;
}

/*
 * Members of structs: one table names them and their types, for saving and for
 * loading.
 */

/* The C type of a member, which decides how it is written. */
enum field_type {
	FIELD_BOOL,
	FIELD_NUMBER, /* unsigned, of 1, 2, 4 or 8 bytes */
	FIELD_SIGNED, /* int, pid_t */
	FIELD_FD, /* int; -1: none */
	FIELD_LOOP, /* usec of the loop's clock; 0: none */
	FIELD_REAL, /* usec of clock_mono, or ticks_mono; 0: none */
	FIELD_TEXT /* char[], ended by NUL */
};

/*
 * A row of the table. The member's name is its key in the state and must stay
 * the same. A renamed member keeps its key with FIELD_KEY.
 */
struct field {
	struct str key;
	enum field_type type;
	size_t offset;
	size_t size;
	uint64_t most; /* bound of a number */
	enum code (*check)(struct str text); /* null: any text */
};

struct fields {
	const struct field *at;
	size_t count;
};

/*
 * Rows of the table: FIELD_UPTO for a number with a bound, FIELD_CHECKED for a
 * text with a check, which may have another key, FIELD_KEY for any other member
 * with another key, FIELD_ROW for a number with both, FIELD for all others.
 */
#define FIELD_ROW(TYPE, structure, member, key, most, check)         \
	{                                                            \
		LIT(key), FIELD_##TYPE, offsetof(structure, member), \
		    sizeof(((structure *)0)->member), most, check    \
	}
#define FIELD_UPTO(TYPE, structure, member, most) \
	FIELD_ROW(TYPE, structure, member, #member, most, NULL)
#define FIELD_CHECKED(structure, member, key, check) \
	FIELD_ROW(TEXT, structure, member, key, UINT64_MAX, check)
#define FIELD_KEY(TYPE, structure, member, key) \
	FIELD_ROW(TYPE, structure, member, key, UINT64_MAX, NULL)
#define FIELD(TYPE, structure, member) \
	FIELD_UPTO(TYPE, structure, member, UINT64_MAX)
#define FIELDS(table) ((struct fields) { table, COUNT(table) })

/* Writes a line for each member that is not 0 or empty. */
void fields_put(
    struct state *state, struct fields fields, const void *structure);

/*
 * Loads the line that was read last into its member. Skips the line if no
 * member has its key.
 */
void fields_get(struct state *state, struct fields fields, void *structure);

/*
 * Lines of the state with several columns: a number, a word, or the rest of the
 * line as a text. STATE_PUT writes them, in their order:
 *
 *	STATE_PUT(state, STR("row"), DECIMAL(row->id), row_key(row),
 *	    row_value(row));
 *
 * STATE_LINE reads them, each with its bound or its check:
 *
 *	if (!STATE_LINE(state, NUMBER_TO(&id, UINT64_MAX),
 *		WORD_TO(&key, key_check), TEXT_TO(&value, LIMIT_VALUE)))
 *		state_wrong(state, "invalid row");
 *
 * The caller notes what is wrong, because it knows who loses what; it checks
 * only what the columns refer to. Further columns are skipped, so that later
 * versions can have more.
 */
/* Where a column goes. A string lies in the line until the next one is read. */
struct column {
	uint64_t *number; /* null: it is no number */
	struct str *str;
	uint64_t most; /* of the number, or bytes of the text; 0: a word */
	enum code (*check)(struct str word); /* null: any word */
};

#define NUMBER_TO(to, bound)                    \
	{                                       \
		.number = (to), .most = (bound) \
	}
#define WORD_TO(to, checked)                    \
	{                                       \
		.str = (to), .check = (checked) \
	}
#define TEXT_TO(to, bound)                   \
	{                                    \
		.str = (to), .most = (bound) \
	}

/*
 * False if a column is missing or wrong; a text is wrong if no client could
 * have sent it (text_check).
 */
#define STATE_LINE(state, ...)                                     \
	state_line(state, (const struct column[]) { __VA_ARGS__ }, \
	    COUNT(((const struct column[]) { __VA_ARGS__ })))
bool state_line(struct state *state, const struct column *column, size_t count);

#endif
