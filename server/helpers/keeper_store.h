/*
 * What the keeper keeps, in its memory and as text: accounts, registered
 *groups, bans that last, and the key that hides addresses. It is a line a
 *record, sorted, between a first line and a last one that says how many there
 *are:
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
#include "shared/limits.h"
#include "shared/network.h"
#include "shared/scram.h"
#include "shared/sha256.h"
#include "shared/str.h"

/* Records of each table. */
#define STORE_ACCOUNTS ACCOUNTS_MAX
#define STORE_GROUPS 10000
#define STORE_BANS 1000

#define STORE_SALT 16 /* bytes */
#define STORE_CLOAK 32 /* bytes */

/* More are no more secure, and keep the next waiting for more than a second. */
#define STORE_ROUNDS 5000000

/* Of a group: what its modes are, and what is said to get in. */
#define STORE_LETTERS 16
#define STORE_KEY 23

/* The longest key of a record, a group's name; and a record as text, with LF.
 */
#define STORE_NAME LIMIT_GROUP
#define STORE_LINE ((size_t)1024)

/* Every record begins with its name. Equal without regard to ASCII case. */
struct store_name {
	uint8_t len;
	char at[STORE_NAME];
};

struct store_account {
	struct store_name name;
	uint32_t rounds;
	uint64_t made; /* µs since 1970 */
	bool is_new; /* made by this keeper; not kept */
	unsigned char salt[STORE_SALT];
	struct scram_keys keys;
};

struct store_group {
	struct store_name name;
	struct store_name founder;
	uint64_t made;
	uint32_t limit; /* 0: none */
	uint8_t letters_len, key_len;
	char letters[STORE_LETTERS];
	char key[STORE_KEY];
};

struct store_ban {
	struct store_name name; /* a network, as network_text has it */
	uint64_t until; /* µs since 1970; 0: it does not end */
	uint16_t reason_len;
	char reason[LIMIT_TOPIC];
};

union store_record {
	struct store_name name;
	struct store_account account;
	struct store_group group;
	struct store_ban ban;
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

/* How much memory a store takes; and an empty one in that. */
size_t store_size(void);
void store_init(struct store *store, void *memory);

/* The record of that name, until the store changes; null: there is none. */
const void *store_find(
    const struct store *store, enum store_kind kind, struct str name);

/* By its number from 0 on, in the order of the names; null behind the last. */
const void *store_at(
    const struct store *store, enum store_kind kind, size_t number);

/*
 * Puts a record in the place of the one of its name, or as a new one; or takes
 * that away. What was there before comes into *old, with a name of length 0 if
 * nothing was: so putting that back undoes it. False if there are too many.
 */
bool store_put(struct store *store, enum store_kind kind,
    const union store_record *record, union store_record *old);
void store_cut(struct store *store, enum store_kind kind, struct str name,
    union store_record *old);

/* Undoes a change to the record of that name. */
void store_undo(struct store *store, enum store_kind kind, struct str name,
    const union store_record *old);

/* Takes away the bans that are over by then. */
void store_expire(struct store *store, uint64_t now);

/* False, with nothing written, if it is too long. */
bool store_set_name(struct store_name *name, struct str to);

static inline struct str
store_str(const struct store_name *name)
{
	return (struct str) { name->at, name->len };
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

/* A record as it stands in its line behind the first word, without LF. */
void store_print(enum store_kind kind, const void *record, struct buf *line);

/* And back: null, or what is wrong. */
const char *store_scan(
    enum store_kind kind, struct str text, union store_record *record);

#endif
