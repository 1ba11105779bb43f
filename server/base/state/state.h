/*
 * What the server knows, written down for the program that takes its place, and
 * read there: lines of a key and its value, in sections, each its module's.
 *
 *	forkcast-state 1 VERSION GRAMMAR
 *	section groups
 *	group 0
 *	name 1
 *	...
 *	end
 *
 * A key that is not known is left out, so that the next version can have more
 * of them; what is 0, empty or not there is not written. Times are what is left
 * of them, or with a minus how long they are over. Whatever is wrong is noted
 * here: behind that nothing is written, and there is no more to read. Texts go
 * through the arena alone. Used by each module with a state, mostly by way of
 * fields.h, and by handover.c, which calls these.
 *
 * A state is read strictly where it is only tried, and forgivingly where there
 * is no other: a row that is wrong is then left out and told to whoever reads
 * (losses.c), with the owner to whom that matters, and reading continues. So a
 * module says whose the rows are that follow, and behind state_wrong nothing of
 * the row may stay that the module could not live with.
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

#define STATE_SECTIONS 64

/* To whom it matters if a row is left out: by their number, or nobody. */
enum state_owner { STATE_NOBODY, STATE_CLIENT, STATE_SLOT, STATE_GROUP };

struct state;

/* Is told of a row that is left out: state->owner has lost something. */
typedef void state_forgive(const struct state *state, const char *what);

struct state_section {
	char name[32];
	uint64_t sum;
};

/* A state in the making, or one that is read: all of it is state.c's. */
struct state {
	struct buf buf;
	int fd; /* -1: it is only summed */
	int news; /* where it is told that there is more, or that was all,
		     while another process reads it; 0: it reads it later */
	off_t at; /* how far it has been read */
	bool failed;
	struct error why;
	usec loop; /* what the loop's clock shows: whoever writes sets it */
	usec real; /* and clock_mono */
	unsigned char
	    *fds; /* the set of descriptors that go along: inherited_fds.h */
	unsigned char *offered; /* and, as it is read, each that was said to */
	unsigned char *open; /* and those that are open, of each 256 of */
	unsigned char looked[64]; /* which that was looked at */
	unsigned char *doubled; /* and those that were claimed more than once */
	state_forgive *forgive; /* null: it is read strictly */
	bool vital; /* here even then nothing is forgiven */
	bool returns; /* the program before can still serve with all of it */
	enum state_owner owner; /* of what is read now */
	uint64_t owned; /* and its number */
	uint64_t line; /* that was read last, from 1 on */
	size_t consumed; /* bytes of it that are still in front */
	struct str key; /* of that */
	struct str value;
	bool pushed; /* it is to be read again */
	bool known; /* somebody has asked for its key */
	size_t hint; /* the field that is likely next */
	bool sums; /* what is known is summed, section by section */
	size_t part; /* of the line that is written, so much is there */
	struct str later; /* a section that begins with what is put next */
	size_t sections; /* so far */
	struct state_section section[STATE_SECTIONS];
};

/*
 * To write into fd, or, of -1, to nowhere; and to read from fd, from its start
 * on. False with state->why. Both are to be freed, whatever they return.
 */
bool state_write(struct state *state, int fd);
bool state_read(struct state *state, int fd);

/* Behind the last that is written: false if it was not, with state->why. */
bool state_end(struct state *state);

/* Gives back the memory that state_write or state_read has taken. */
void state_free(struct state *state);

/* "section NAME"; or that as soon as there is something in it. */
void state_section(struct state *state, struct str name);
void state_section_later(struct state *state, struct str name);

/* "KEY NUMBER", where something begins that has fields; "KEY STR STR ...". */
void state_put(struct state *state, struct str key, uint64_t number);
void state_put_signed(struct state *state, struct str key, int64_t number);

/*
 * A count, which of 0 says as much as a line that is missing: programs that
 * know fewer counts, or more, still sum the section alike.
 */
void state_put_count(struct state *state, struct str key, uint64_t number);
void state_put_text(struct state *state, struct str key, struct str text);
void state_put_strs(
    struct state *state, struct str key, const struct str *str, size_t count);
void state_put_fd(struct state *state, struct str key, int fd);

/*
 * "KEY LENGTH", of a key that ends with a colon, and behind the line's end so
 * many bytes and a line's end.
 */
void state_put_bytes(struct state *state, struct str key, struct str bytes);

/* "KEY NUMBER NUMBER ...". */
void state_put_words(
    struct state *state, struct str key, const uint64_t *number, size_t count);

/*
 * The next line of the section: its key and its value are in *state until the
 * next call. False at the end of the section, or if anything is wrong.
 */
bool state_next(struct state *state);

/* The next section's name; empty: that was the last. */
struct str state_next_section(struct state *state);

/*
 * The name of a section in the one that is not the same in the other, as far as
 * it is known here; null: they are the same. Both have to be summed.
 */
const char *state_differs(const struct state *state, const struct state *other);

/* Is that the key of the line? */
static inline bool
state_is(struct state *state, struct str key)
{
	const bool is = str_eq(state->key, key);

	state->known = state->known || is;
	return is;
}

/*
 * The value of the line: as a number up to most; as so many numbers; as a
 * descriptor, which nothing else in the state has. False, and noted, if it is
 * none.
 */
bool state_number(struct state *state, uint64_t most, uint64_t *number);
bool state_signed(struct state *state, uint64_t most, int64_t *number);
bool state_count(struct state *state, uint64_t most, uint64_t *number);
bool state_words(struct state *state, uint64_t *number, size_t count);
bool state_fd(struct state *state, int *fd);

/* The same of a number that was read before. */
bool state_claim_fd(struct state *state, uint64_t number);

/*
 * A copy of it in the arena, for arena_free_text; null, and noted, where there
 * is no memory, or if it is longer than most.
 */
char *state_text(struct state *state, size_t most);

/* The bytes that the line announces: into that room, no more than most. */
bool state_length(struct state *state, size_t most, size_t *len);
bool state_bytes(struct state *state, char *room, size_t len);

/* A set of descriptors: is it in there; and adds it. */
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

/* Whose the rows are from here on, up to the end of the section. */
void state_own(struct state *state, enum state_owner owner, uint64_t number);

/*
 * The line that was read is wrong: what of it is, as a sentence's end. Where
 * that is forgiven, its owner has lost it; or nobody has, where the module can
 * put something as good in its place.
 */
void state_wrong(struct state *state, const char *what);
void state_mended(struct state *state, const char *what);

/*
 * There is no memory for the line that was read: the program before goes on
 * with all of it, or else its owner has lost it.
 */
void state_no_memory(struct state *state);

/* A fault that is never forgiven: no more of the state can be read. */
void state_broken(struct state *state, const char *what);

/* Has anything been wrong? */
static inline bool
state_good(const struct state *state)
{
	return !state->failed;
}

#endif
