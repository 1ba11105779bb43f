/*
 * The modules of the server, and what each of them writes down for the program
 * that replaces this one: lines of a key and its value, in sections, one for
 * each module.
 *
 *	forkcast-state STATE_VERSION VERSION PID BEGAN
 *	section groups
 *	group 0
 *	name 1
 *	...
 *	end of-state
 *
 * Unknown keys are skipped. A value that is 0, empty or missing is not written.
 * Both programs have the same clocks, so times are written as they are. The
 * first fault is noted in the struct; nothing is written or read after it. The
 * state is tried in a process of its own before the server depends on it. Texts
 * pass through the arena only. upgrade/handover.c calls the modules.
 */
#ifndef SERVER_BASE_STATE_MODULE_H
#define SERVER_BASE_STATE_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/error.h"
#include "shared/str.h"

/*
 * A connection, and a client, which may have several of them, by their numbers:
 * router/model/conns.h, clients.h.
 */
typedef struct {
	uint32_t n;
} conn_id;
typedef struct {
	uint32_t n;
} client_id;

/* A state being written or read. All members are module.c's, unless stated. */
struct state {
	struct buf buf; /* to write */
	char *map; /* what is read, or null */
	size_t size;
	struct str rest; /* of it */
	int fd;
	bool failed; /* for all to read */
	struct error why; /* likewise */
	unsigned char *fds; /* a bit for each that is passed on, or claimed */
	uint64_t line; /* number of the last line, from 1 on */
	/* For all to read: the last line, and the bytes that follow it. */
	struct str key;
	struct str value;
	struct str bytes; /* if the key ends with a colon */
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

/*
 * Write "KEY NUMBER", which may also begin a row with fields; or "KEY STR STR
 * ...". STATE_LINE reads the latter.
 */
void state_put(struct state *state, struct str key, uint64_t number);
void state_put_strs(
    struct state *state, struct str key, const struct str *str, size_t count);
#define STATE_PUT(state, key, ...) state_put_strs(state, key, STRS(__VA_ARGS__))

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
 * Reads the value of the line, a number up to most. False, with a fault noted,
 * if it is none.
 */
bool state_number(struct state *state, uint64_t most, uint64_t *number);

/*
 * Copies the value into room of that size, ended by NUL. False, with a fault
 * noted, if it is too long.
 */
bool state_text(struct state *state, char *room, size_t size);

/*
 * Where a column of a line goes. A string lies in the line until the next one
 * is read.
 */
struct column {
	uint64_t *number; /* null: it is no number */
	struct str *str;
	uint64_t most; /* of the number, or bytes of the text; 0: a word */
	enum code (*check)(struct str word); /* null: any word */
};

#define NUMBER_TO(to, bound) \
	((struct column) { .number = (to), .most = (bound) })
#define WORD_TO(to, checked) \
	((struct column) { .str = (to), .check = (checked) })
#define TEXT_TO(to, bound) ((struct column) { .str = (to), .most = (bound) })

/*
 * Reads a line of several columns, each with its bound or its check:
 *
 *	if (!STATE_LINE(state, NUMBER_TO(&id, UINT64_MAX),
 *		WORD_TO(&key, key_check), TEXT_TO(&value, LIMIT_VALUE)))
 *		state_wrong(state, "invalid row");
 *
 * False if a column is missing or wrong; a text is wrong if no client could
 * have sent it (text_check). The caller notes what is wrong, because it knows
 * who loses what; it checks only what the columns refer to. Further columns are
 * skipped.
 */
#define STATE_LINE(state, ...)                                     \
	state_line(state, (const struct column[]) { __VA_ARGS__ }, \
	    COUNT(((const struct column[]) { __VA_ARGS__ })))
bool state_line(struct state *state, const struct column *column, size_t count);

/* Notes a fault of the line; what is the end of a sentence that says why. */
void state_wrong(struct state *state, const char *what);

/*
 * Leaves the descriptors of the state open across execve(2), or has it close
 * them, as it does all others. False with errno if one is not open.
 */
bool state_keep_open(const struct state *state, bool open);

/* The C type of a struct's member, which decides how it is written. */
enum field_type {
	FIELD_BOOL,
	FIELD_NUMBER, /* of 1, 2, 4 or 8 bytes, written as if unsigned */
	FIELD_FD, /* int; -1: none */
	FIELD_TEXT /* char[], ended by NUL */
};

/*
 * A row of a table of such members, for saving and for loading. The member's
 * name is its key in the state.
 */
struct field {
	struct str key;
	enum field_type type;
	size_t offset;
	size_t size;
	uint64_t most; /* bound of a number */
};

struct fields {
	const struct field *at;
	size_t count;
};

/* Rows of the table; FIELD_UPTO is for a number with a bound. */
#define FIELD_UPTO(TYPE, structure, member, most)                        \
	{                                                                \
		LIT(#member), FIELD_##TYPE, offsetof(structure, member), \
		    sizeof(((structure *)0)->member), most               \
	}
#define FIELD(TYPE, structure, member) \
	FIELD_UPTO(TYPE, structure, member, UINT64_MAX)
#define FIELDS(table) ((struct fields) { table, COUNT(table) })

/* Writes a line for each member that is not 0 or empty. */
void state_put_fields(
    struct state *state, struct fields fields, const void *structure);

/*
 * Loads the line that was read last into its member. Skips the line if no
 * member has its key.
 */
void state_get_fields(
    struct state *state, struct fields fields, void *structure);

/* A table that a module has from the start, and where its address goes. */
struct module_table {
	void *at; /* the pointer to the table; null ends a list */
	size_t count;
	size_t size; /* of a row */
};

/*
 * A module as one row: everything that the server does with it. A module
 * defines its row with MODULE at the end of its file, and server/modules.c
 * lists all of them in their order. A member that is null, or 0, means that
 * there is nothing to do.
 */
struct module {
	/*
	 * Empty tables, and a function that makes what else there is from the
	 * start. A failure is noted (base/mem/arena.h).
	 */
	const struct module_table *tables;
	void (*init)(void);

	/*
	 * The section of the state for the next program. It begins with the
	 * fields of one struct, if the module has any here; then comes what
	 * save writes. All of it is read by load; null: there are only the
	 * fields, and loaded is called behind the last.
	 */
	struct str section;
	struct fields fields;
	void *of;
	void (*save)(struct state *state);
	void (*load)(struct state *state);
	void (*loaded)(struct state *state);

	/*
	 * What the module knows of each connection, and of the client of the
	 * same number, as lines of the client in the section of clients.c:
	 * fields of its row in the first of the tables; and others, of which
	 * load_client returns whether the line is one.
	 */
	struct fields client_fields;
	void (*save_client)(struct state *state, conn_id conn);
	bool (*load_client)(struct state *state, conn_id conn);

	/*
	 * Called when a connection of a client ends, and after the last one,
	 * when the client leaves the chat.
	 */
	void (*close)(conn_id conn);
	void (*leave)(client_id client);

	/* The owner of an alarm (base/loop/ticks.h), and its handler. */
	uint32_t alarm_of;
	void (*alarm)(void);
};

/* The server's modules, in their order; a null ends them. */
extern const struct module *const modules[];

#define MODULE(name)                              \
	extern const struct module name##_module; \
	const struct module name##_module

/*
 * The member of a row whose module has tables: TABLES(TABLE(pointer, count),
 * ...).
 */
#define TABLES(...)                             \
	.tables = (const struct module_table[]) \
	{                                       \
		__VA_ARGS__,                    \
		{                               \
			.at = NULL              \
		}                               \
	}
#define TABLE(table, count)                         \
	{                                           \
		&(table), (count), sizeof(*(table)) \
	}
#define RING(ring, count) TABLE((ring).has, count), TABLE((ring).row, count)

/*
 * The members of a row whose module has a section, or one of the fields of one
 * struct.
 */
#define SECTION(name, module) \
	.section = LIT(name), .save = module##_save, .load = module##_load
#define FIELDS_SECTION(name, table, structure)                   \
	.section = LIT(name), .fields = { table, COUNT(table) }, \
	.of = &(structure)

/* The members of a row whose module handles an alarm. */
#define ON_ALARM(owner, handler) .alarm_of = (owner), .alarm = (handler)

/* Makes the tables of all modules. False with errno. */
bool modules_init(void);

/* Tell all modules that a connection ends, or that a client leaves. */
void modules_close(conn_id conn);
void modules_leave(client_id client);

/*
 * Handles the alarm of that owner. One without a handler only makes sure that
 * the loop turns.
 */
void modules_alarm(uint32_t owner);

#endif
