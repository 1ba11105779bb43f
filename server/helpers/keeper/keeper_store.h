/*
 * The keeper's store: a table of records for each kind, sorted by their names,
 * in memory that the caller gives, and the file that has them. It is changed by
 * lines, which are also those of the file:
 *
 *	forkcast-accounts 2	the first line of a file
 *	KIND RECORD		puts a record, in place of that of its name
 *	cut KIND NAME		removes one; with a group, its parts; with an
 *				account, its groups
 *
 * A group has an account, and a part of a group its group, at any time.
 *
 * A record is a line of text, with a name of one or more words:
 *
 *	cloak KEY		hides addresses; there is one
 *	account NAME  MADE ROUNDS SALT STOREDKEY SERVERKEY [FLAGS]
 *	group GROUP  FOUNDER MADE LETTERS LIMIT [KEY]
 *	topic GROUP  BY ID TEXT
 *	mask GROUP LIST MASK  BY ID
 *	role GROUP ACCOUNT  MADE LETTERS
 *	ban NETWORK  UNTIL [REASON]
 *
 * FLAGS are letters: h, the account keeps its private messages out of the
 * history. Topics, masks and roles are parts of a registered group: BY has set
 * them, by the event with that ID; LIST is b, e or I; MADE of a role is that of
 * its account, and its LETTERS are o and v. A password is stored only as the
 * keys of SCRAM-SHA-256.
 *
 * The file is "accounts" in a directory, or an object without a name, which
 * lasts as long as the server. Each change is appended, and synced before
 * anybody hears of it. When most of the lines are out of date, a new file takes
 * the place of the old one; an object only grows, up to 64 MiB. The directory
 * is locked, by flock(2), until the server and its helpers have ended. The
 * parent only looks whether the file can be read.
 */
#ifndef SERVER_HELPERS_KEEPER_KEEPER_STORE_H
#define SERVER_HELPERS_KEEPER_KEEPER_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "helpers/append.h"
#include "shared/codes.h"
#include "shared/error.h"
#include "shared/str.h"

#define STORE_FILE "accounts"

#define STORE_SALT 16 /* bytes */

/*
 * The most rounds. More are no more secure, and would make the next client wait
 * for more than a second.
 */
#define STORE_ROUNDS 5000000

/* The longest record, and the longest whole line, with LF; bytes. */
#define STORE_TEXT ((size_t)640)
#define STORE_LINE (STORE_TEXT + 16)

enum store_kind {
	STORE_CLOAK,
	STORE_ACCOUNT,
	STORE_GROUP,
	STORE_TOPIC, /* the parts of a group, up to its roles */
	STORE_MASK,
	STORE_ROLE,
	STORE_BAN,
	STORE_KINDS
};

/*
 * Convert between a kind and the first word of its lines. keeper_kind_of
 * returns STORE_KINDS for a word of no kind.
 */
struct str keeper_word(enum store_kind kind);
enum store_kind keeper_kind_of(struct str word);

/* A record's text: its name, a space, and the rest, if any. */
struct keeper_record {
	uint16_t name_len;
	uint16_t len;
	char at[];
};

static inline struct str
keeper_record(const struct keeper_record *record)
{
	return (struct str) { record->at, record->len };
}

static inline struct str
keeper_name(const struct keeper_record *record)
{
	return (struct str) { record->at, record->name_len };
}

/* What is behind the name; a cloak has nothing there. */
static inline struct str
keeper_rest(const struct keeper_record *record)
{
	const size_t front = (size_t)record->name_len + 1;

	return (struct str) { record->at + front, record->len - front };
}

/* The size of a store's memory, of which it touches what it needs. */
#define STORE_MEMORY ((size_t)64 * 1024 * 1024)

struct store {
	struct {
		struct keeper_record **at; /* sorted by their names; and behind
					     these, any that are free */
		char *records; /* memory of all */
		size_t count;
	} table[STORE_KINDS];
	size_t count; /* of all records */
	void *memory; /* STORE_MEMORY bytes, which are zero at first */
	int fd; /* of the directory, or the object */
	const char *path; /* of the file, if it is to be there; or null */
	bool is_object;
	bool is_lost; /* somebody else has changed the file: begin anew */
	uint64_t saved; /* where what is saved ends */
	size_t lines;
	struct append out;
};

/* Returns the record of that name, valid until the store changes, or null. */
struct keeper_record *keeper_find(
    const struct store *store, enum store_kind kind, struct str name);

/*
 * Returns the next record of all, kind by kind, and within each in the order of
 * names; null after the last. The place, all zero at first, has its kind.
 */
struct store_place {
	enum store_kind kind;
	size_t number; /* those of the kind that were returned */
};
const struct keeper_record *keeper_next(
    const struct store *store, struct store_place *place);

/*
 * Reads the whole file into the store, whose memory, fd and path are set, and
 * opens it; makes one if there is none, unless one is expected. A last line
 * without LF is cut off. Returns false with *why, which names the line, if the
 * file is broken or cannot be read or made: it is left alone then.
 */
bool keeper_open(struct store *store, bool expects, struct error *why);

/*
 * Reads the open file again, and forgets what is not saved; false if that is
 * impossible.
 */
bool keeper_reload(struct store *store);

/*
 * Reads the file of the directory, if there is one, and changes nothing there.
 * False with *why, also if it is not the owner's alone.
 */
bool keeper_look(
    struct store *store, uid_t owner, bool *is_there, struct error *why);

/*
 * Makes the change of a line, without LF, which is not saved yet, unless that
 * is how things are. Returns CODE_OK, or with nothing changed CODE_TOO_MANY, or
 * CODE_BAD_TEXT if it is no such line. There must be room: keeper_has_room.
 */
enum code keeper_change(struct store *store, struct str line);
bool keeper_has_room(const struct store *store);

/*
 * Saves the changes; once this returns true they last whatever happens. False
 * with errno if they could not be saved: then the file is as before, and the
 * store, which is ahead of it, has to be reloaded. ENOENT: it is not at its
 * path, where the next server would look for it. ESTALE, with is_lost: somebody
 * else has changed it. Blocks for as long as the disk takes.
 */
bool keeper_save(struct store *store);

#endif
