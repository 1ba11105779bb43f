/*
 * A token names a group or an account and when it was made, so that no later
 * one of that name inherits anything: NAME.MADE, as "ops.0". NAME is in
 * lower-case ASCII letters; a '+' or '%' in it, and a '.' at its beginning, are
 * written as '%' and two hexadecimal digits. MADE is the ID of the
 * registration; 0 for a group that nobody has registered. The talk of two
 * accounts is "@TOKEN+TOKEN", the lesser one first. A token is a file name as
 * it stands.
 */
#ifndef SHARED_TOKEN_H
#define SHARED_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "limits.h"
#include "str.h"

/* Bytes of the longest token, of any kind. */
#define TOKEN_MOST 250

/*
 * The longest line for the journal, "log ID TOKEN ...", with its LF: an event
 * or a row, with what is around it (LIMIT_WRAPPING), and a token.
 */
#define TOKEN_LINE (LIMIT_LINE + TOKEN_MOST)

/*
 * Write a token into room, and return it. Empty if it would be too long, or if
 * there is no name, or one with a byte that no file name can have.
 */
struct str token_make(struct str name, uint64_t made, char room[TOKEN_MOST]);
struct str token_talk(struct str one, struct str other, char room[TOKEN_MOST]);

/*
 * Returns whether it has the form of a token that can be a file name: no '/'
 * and no control byte, it does not begin with '.', and ends in '.' and digits.
 */
bool token_is_valid(struct str token);

/* Returns MADE of a token; that of the second account for a talk. */
uint64_t token_made(struct str token);

/*
 * Reads the name back, in lower case, into room. Empty if the token is that of
 * a talk, or is not one that token_make can make.
 */
struct str token_name(struct str token, char room[LIMIT_GROUP]);

/*
 * Returns whether it is the token of a talk, and sets the tokens of both
 * accounts, which point into it.
 */
bool token_split(struct str token, struct str *one, struct str *other);

#endif
