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
 * own before the server depends on it. Texts pass through the arena only. Most
 * modules use this by way of fields.h; handover.c calls them.
 */
#ifndef SERVER_BASE_STATE_STATE_H
#define SERVER_BASE_STATE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/error.h"
#include "shared/str.h"

/* A state being written or read. All members are state.c's, unless stated. */
struct state {
	struct buf buf;
	int fd;
	off_t at; /* bytes read so far */
	bool failed;
	struct error why;
	usec loop; /* the loop's clock; the writer sets it */
	usec real; /* clock_mono at that time */
	/* Sets of descriptors: state_has_fd, state_add_fd. */
	unsigned char *fds; /* to be passed on, or claimed by a module */
	unsigned char *offered; /* as the state that is read lists them */
	uint64_t line; /* number of the last line read, from 1 on */
	size_t consumed; /* bytes of it still at the front of the buffer */
	uint64_t bytes; /* that follow it, with their newline; or 0 */
	struct str key; /* of the last line read */
	struct str value;
	bool pushed; /* the line will be read again */
	size_t hint; /* index of the field that is likely next */
	bool within; /* a line is being written */
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
 * Read the bytes that the line announces: first their number, up to most, then
 * the bytes, into the room given.
 */
bool state_length(struct state *state, size_t most, size_t *len);
bool state_bytes(struct state *state, char *room, size_t len);

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

#endif
