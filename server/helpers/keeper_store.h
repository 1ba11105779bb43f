/*
 * What the keeper keeps: accounts, registered groups, bans that last, and the
 * key that hides addresses. It is text, in memory as in the file: a line a
 * record, sorted, between a first line and a last one that says how many there
 * are:
 *
 *	forkcast-accounts 1
 *	cloak KEY
 *	account NAME MADE ROUNDS SALT STOREDKEY SERVERKEY
 *	group NAME FOUNDER MADE LETTERS LIMIT [KEY]
 *	ban NETWORK UNTIL [REASON]
 *	end COUNT SUM
 *
 * SUM is the SHA-256 of all that stands before it, in base64. A file that an
 * older program has written, or whose sum the operator has removed, has none.
 * Of a password there are only the keys of SCRAM-SHA-256. It opens no file
 * (keeper_file.h) and allocates nothing.
 */
#ifndef SERVER_HELPERS_KEEPER_STORE_H
#define SERVER_HELPERS_KEEPER_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem/limits.h"
#include "shared/buf.h"
#include "shared/crypto/scram.h"
#include "shared/crypto/sha256.h"
#include "shared/limits.h"
#include "shared/network.h"
#include "shared/str.h"

/* Records of each table. */
#define STORE_ACCOUNTS ACCOUNTS_MAX
#define STORE_GROUPS 10000
#define STORE_BANS 1000

#define STORE_SALT 16 /* bytes */
#define STORE_CLOAK 32 /* bytes */

/* More are no more secure, and keep the next waiting for more than a second. */
#define STORE_ROUNDS 5000000

/* The longest name of a record, a group's; the longest text behind a name, a
 * ban's; and a whole line, with LF.
 */
#define STORE_NAME LIMIT_GROUP
#define STORE_TEXT (STR_DIGITS + 1 + LIMIT_TOPIC)
#define STORE_LINE ((size_t)1024)

/* Equal without regard to ASCII case. */
struct store_name {
	uint8_t len;
	char at[STORE_NAME];
};

/* What stands behind the name has been checked. */
struct store_record {
	struct store_name name;
	bool is_new; /* an account that this keeper has made; not kept */
	uint16_t len;
	char text[STORE_TEXT];
};

/* An account, read. */
struct store_account {
	struct store_name name;
	uint32_t rounds;
	uint64_t made; /* µs since 1970 */
	unsigned char salt[STORE_SALT];
	struct scram_keys keys;
};

enum store_kind { STORE_ACCOUNT, STORE_GROUP, STORE_BAN, STORE_KINDS };

struct store_table {
	char *at; /* records, sorted by their names */
	size_t count;
};

struct store {
	struct store_table table[STORE_KINDS];
	bool has_cloak;
	unsigned char cloak[STORE_CLOAK];
	bool for_older; /* written for programs that know no checksum */
};

/* The first word of a kind's lines, and back; STORE_KINDS: it is no kind's. */
struct str store_word(enum store_kind kind);
enum store_kind store_kind_of(struct str word);

/* How much memory a store takes; and an empty one in that. */
size_t store_size(void);
void store_init(struct store *store, void *memory);

/* The record of that name, until the store changes; null: there is none. */
const struct store_record *store_find(
    const struct store *store, enum store_kind kind, struct str name);

/* By its number from 0 on, in the order of the names; null behind the last. */
const struct store_record *store_at(
    const struct store *store, enum store_kind kind, size_t number);

/* The account of that name; false: there is none. And as a record. */
bool store_account(
    const struct store *store, struct str name, struct store_account *account);
void store_record_of(
    const struct store_account *account, struct store_record *record);

/*
 * Puts a record in the place of the one of its name, or as a new one; or takes
 * that away. What was there before comes into *old, with a name of length 0 if
 * nothing was: so putting that back undoes it. False if there are too many.
 */
bool store_put(struct store *store, enum store_kind kind,
    const struct store_record *record, struct store_record *old);
void store_cut(struct store *store, enum store_kind kind, struct str name,
    struct store_record *old);

/* Undoes a change to the record of that name. */
void store_undo(struct store *store, enum store_kind kind, struct str name,
    const struct store_record *old);

/* Takes away the bans that are over by then. */
void store_expire(struct store *store, uint64_t now);

/* False, with nothing written, if it is too long. */
bool store_set_name(struct store_name *name, struct str to);

static inline struct str
store_str(const struct store_name *name)
{
	return (struct str) { name->at, name->len };
}

/*
 * What stands behind the name; and the first word of that: when an account was
 * made, who founded a group, when a ban is over.
 */
static inline struct str
store_text(const struct store_record *record)
{
	return (struct str) { record->text, record->len };
}

static inline struct str
store_first(const struct store_record *record)
{
	struct str text = store_text(record);

	return str_word(&text);
}

/* Where a reader is; all zero at first. */
struct store_reading {
	size_t lines; /* that were read */
	size_t records; /* of these */
	bool ended; /* the last one has been there */
	bool has_changed; /* since it was written, as its sum says */
	struct sha256 sum; /* of what was read */
};

/* Takes the next line, without LF. Null, or what is wrong with it. */
const char *store_read(
    struct store *store, struct store_reading *reading, struct str line);

/* Where a writer is; all zero at first. */
struct store_writing {
	unsigned step;
	size_t number; /* in its table */
	size_t records;
	struct sha256 sum; /* of what was written */
};

/*
 * The next line as a whole, with LF, into the buffer, which has STORE_LINE of
 * room. False: there was none any more.
 */
bool store_write(
    const struct store *store, struct store_writing *writing, struct buf *line);

/*
 * A record from its line, of what stands there behind the first word: null, or
 * what is wrong.
 */
const char *store_scan(
    enum store_kind kind, struct str text, struct store_record *record);

#endif
