/*
 * The keeper's records, each a line of text, with a name of one or more words:
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
#ifndef SERVER_HELPERS_KEEPER_KEEPER_RECORD_H
#define SERVER_HELPERS_KEEPER_KEEPER_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/crypto/scram.h"
#include "shared/limits.h"
#include "shared/str.h"

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

#endif
