/*
 * The keeper's store: a table of records for each kind, sorted by their names,
 * and the key that hides addresses. It is all in memory that the caller gives,
 * and changed by lines, which are also those of the file (keeper_file.h):
 *
 *	forkcast-accounts 2	the first line of a file
 *	cloak KEY
 *	KIND RECORD		puts a record, in place of that of its name
 *	cut KIND NAME		removes one; with a group, its parts; with an
 *				account, its groups
 *
 * A record is a line of text, with a name of one or more words:
 *
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
 */
#ifndef SERVER_HELPERS_KEEPER_KEEPER_STORE_H
#define SERVER_HELPERS_KEEPER_KEEPER_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/crypto/scram.h"
#include "shared/limits.h"
#include "shared/str.h"

/* The first line of a file. */
#define STORE_HEAD "forkcast-accounts 2"

#define STORE_CLOAK 32 /* bytes */
#define STORE_SALT 16 /* bytes */
#define STORE_LETTERS 16 /* flags of an account, or modes of a group */

/*
 * The most rounds. More are no more secure, and would make the next client wait
 * for more than a second.
 */
#define STORE_ROUNDS 5000000

/* The longest name and text of a record, with the space between them. */
#define STORE_TEXT ((size_t)640)

enum store_kind {
	STORE_ACCOUNT,
	STORE_GROUP,
	STORE_TOPIC,
	STORE_MASK,
	STORE_ROLE,
	STORE_BAN,
	STORE_KINDS
};

/* An account, read from its record. The name is as long as LIMIT_NAME. */
struct store_account {
	size_t name_len;
	char name[LIMIT_NAME];
	uint64_t made; /* µs since 1970 */
	uint64_t rounds;
	unsigned char salt[STORE_SALT];
	struct scram_keys keys;
	size_t flags_len;
	char flags[STORE_LETTERS];
};

/*
 * Convert between a kind and the first word of its lines. store_kind_of returns
 * STORE_KINDS for a word of no kind.
 */
struct str store_word(enum store_kind kind);
enum store_kind store_kind_of(struct str word);

/*
 * Checks a record, "NAME TEXT", and splits it. Returns null, or what is wrong
 * with it.
 */
const char *store_check(enum store_kind kind, struct str record,
    struct str *name, struct str *text);

/* CODE_OK if the word is letters, STORE_LETTERS at most, or "-" for none. */
enum code store_letters_check(struct str word);

/*
 * Convert between an account and its record; store_account_read expects one
 * that was checked, and store_account_write adds one to an empty buffer of
 * STORE_TEXT bytes.
 */
void store_account_read(
    struct str name, struct str text, struct store_account *account);
void store_account_write(const struct store_account *account, struct buf *line);

/* The longest whole line, with LF, in bytes. */
#define STORE_LINE (STORE_TEXT + 16)

/* A record's text: its name, a space, and the rest. */
struct store_record {
	uint16_t name_len;
	uint16_t len;
	uint64_t told; /* a part of a group: when it was told last; not saved */
	char at[];
};

static inline struct str
store_name(const struct store_record *record)
{
	return (struct str) { record->at, record->name_len };
}

static inline struct str
store_text(const struct store_record *record)
{
	const size_t front = (size_t)record->name_len + 1;

	return (struct str) { record->at + front, record->len - front };
}

struct store {
	struct {
		struct store_record **at; /* sorted by their names; and behind
					     these, any that are free */
		char *records; /* memory of all */
		size_t count;
	} table[STORE_KINDS];
	uint64_t told; /* counts what was told */
	bool has_cloak;
	unsigned char cloak[STORE_CLOAK];
};

/*
 * The size of a store's memory, of which it touches what it needs. store_init
 * makes an empty store in it; it is all zero, or that of another store.
 */
#define STORE_MEMORY ((size_t)64 * 1024 * 1024)
void store_init(struct store *store, void *memory);

/* Returns the record of that name, valid until the store changes, or null. */
struct store_record *store_find(
    const struct store *store, enum store_kind kind, struct str name);

/*
 * Returns the next record of all, kind by kind, and within each in the order of
 * names; null after the last. The place, all zero at first, has its kind.
 */
struct store_place {
	enum store_kind kind;
	size_t number; /* those of the kind that were returned */
};
const struct store_record *store_next(
    const struct store *store, struct store_place *place);

/* Returns how many records there are. */
size_t store_count(const struct store *store);

/* Reads the account of that name; returns false if there is none. */
bool store_account(
    const struct store *store, struct str name, struct store_account *account);

/*
 * Makes the change of a line, without LF. Returns null, or what is wrong with
 * it, with nothing changed: store_too_many, or that it is no such line. What a
 * line cuts need not be there.
 */
extern const char store_too_many[];
const char *store_change(struct store *store, struct str line);

/*
 * The parts of a group are told anew, one by one: store_tell notes that the
 * record, that of the group or one of its parts, is told now. store_untold
 * returns a part that was told before its group was, or null.
 */
void store_tell(struct store *store, struct store_record *record);
const struct store_record *store_untold(
    const struct store *store, struct str group, enum store_kind *kind);

#endif
