/*
 * Words that clients have said about others: names that they watch, servers for
 * which they are a bridge, and the account that makes one an operator of the
 * server. They go with the connection that has said them.
 */
#ifndef SERVER_ROUTER_SELF_WATCHES_H
#define SERVER_ROUTER_SELF_WATCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/model/clients.h"
#include "shared/str.h"

/*
 * The reason for being away that is shown in groups where the client may not
 * speak.
 */
#define WATCHES_AWAY STR("away")

/* Tells the watchers that its client has got its name, or is to lose it. */
void watches_tell(conn_id who, bool comes);

/*
 * watches_add adds a word, unless it is there; false: there are too many, of
 * the connection's or in all. watches_has returns whether it has any of that
 * kind. watches_drop drops all that it has of that kind. watches_who returns
 * the next connection with that word, or CONN_NONE, and watches_next the next
 * word of the connection, or an empty one; *cursor is WORDS_FIRST at first.
 * watches_count returns how many there are.
 */
enum words_kind { WORDS_WATCHED, WORDS_SERVED, WORDS_OPER, WORDS_KINDS };
#define WORDS_FIRST UINT32_MAX
bool watches_add(enum words_kind kind, conn_id who, struct str word);
bool watches_has(enum words_kind kind, conn_id who);
void watches_drop(enum words_kind kind, conn_id who);
conn_id watches_who(enum words_kind kind, struct str word, uint32_t *cursor);
struct str watches_next(enum words_kind kind, conn_id who, uint32_t *cursor);
size_t watches_count(enum words_kind kind);

#endif
