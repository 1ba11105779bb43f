/*
 * Checks names, groups, tokens and texts: forkcast-protocol(7), NAMES AND TEXT.
 * Pure functions over UTF-8, called through the grammar table.
 */
#ifndef SHARED_NAMES_H
#define SHARED_NAMES_H

#include "codes.h"
#include "str.h"

/*
 * The name under which the operator speaks. No client can have it, because it
 * ends in "serv".
 */
#define NAME_OPERATOR "operserv"

/*
 * Each returns CODE_OK, CODE_TOO_LONG if it is over the limit in bytes, or the
 * code of its kind. For a client's name this checks only the spelling; see
 * name_check in grammar.h. None of them accepts the empty string.
 */
enum code name_spelling(struct str name); /* CODE_BAD_NAME */
enum code group_check(struct str group); /* CODE_BAD_GROUP */
/*
 * CODE_BAD_TEXT. A text is valid UTF-8; its only control characters are TAB and
 * those of IRC's formatting and CTCP.
 */
enum code text_check(struct str text, size_t limit);
enum code token_check(struct str token); /* CODE_BAD_TEXT; no space in it */
enum code key_check(struct str key); /* CODE_BAD_TEXT */
enum code group_key_check(struct str key); /* CODE_BAD_TEXT; a group's key */
enum code label_check(struct str word); /* a machine or a network, ASCII */

/*
 * These check words of which there are only a few: CODE_BAD_COMMAND for any
 * other.
 */
enum code form_check(struct str word); /* of want */
enum code flag_check(struct str word); /* a change of the client's own flags */
enum code change_check(struct str word); /* a change of a group's modes */
enum code list_check(struct str word); /* a list of a group: its letter */

enum code user_check(struct str word); /* CODE_BAD_TEXT */
enum code audience_check(struct str word); /* CODE_BAD_GROUP */

/*
 * Returns the group of an audience: the audience is a group, or "o:" and a
 * group for its operators only, or "v:" and a group for its operators and
 * voiced members.
 */
struct str audience_group(struct str audience);

#endif
