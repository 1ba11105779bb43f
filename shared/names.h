/*
 * What names, groups, tokens and texts may be: forkcast-protocol(7), NAMES AND
 * TEXT. Pure functions over UTF-8; used through the grammar table.
 */
#ifndef SHARED_NAMES_H
#define SHARED_NAMES_H

#include "codes.h"
#include "str.h"

/*
 * In whose name the operator speaks: no client can have it, for it ends in
 * "serv".
 */
#define NAME_OPERATOR "operserv"

/*
 * The spelling of a client's name: grammar.h tells whether it can be one. Each
 * returns CODE_OK, CODE_TOO_LONG over the limit in bytes, or the code
 * that belongs to its kind. None of them accepts the empty string.
 */
enum code name_spelling(struct str name); /* CODE_BAD_NAME */
enum code group_check(struct str group); /* CODE_BAD_GROUP */
enum code text_check(struct str text, size_t limit); /* CODE_BAD_TEXT */
enum code token_check(struct str token); /* CODE_BAD_TEXT; no space in it */
enum code key_check(struct str key); /* CODE_BAD_TEXT */
enum code group_key_check(struct str key); /* CODE_BAD_TEXT; of a group */
enum code label_check(struct str word); /* a machine or a network, ASCII */
enum code keys_check(struct str keys); /* the same, a space between each two */

/* The same of words that are of a few kinds: CODE_BAD_COMMAND for any other. */
enum code form_check(struct str word); /* of events */
enum code flag_check(struct str word); /* a change of one's own */
enum code change_check(struct str word); /* of a group's modes */
enum code list_check(struct str word); /* of a group's masks */

enum code user_check(struct str word); /* CODE_BAD_TEXT */
enum code audience_check(struct str word); /* CODE_BAD_GROUP */

/*
 * A group, or in front of it "o:" or "v:": that is said to the operators of the
 * group alone, or to them and those who are voiced.
 */
struct str audience_group(struct str audience);

#endif
