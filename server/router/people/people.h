/*
 * People, and the server as they see it: what clients say about themselves, who
 * watches whom, the operators of the server, its name and its message of the
 * day.
 */
#ifndef SERVER_ROUTER_PEOPLE_PEOPLE_H
#define SERVER_ROUTER_PEOPLE_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/delivery/events.h"
#include "router/model/clients.h"
#include "shared/error.h"
#include "shared/limits.h"
#include "shared/str.h"

/*
 * The reason for being away that is shown in groups where the client may not
 * speak.
 */
#define PROFILE_AWAY STR("away")

/*
 * Tells those who share a group with the client, or the client itself, which
 * has not asked for it, that its account has changed.
 */
void profile_account(conn_id who, bool itself);

/* Returns the server's name. */
struct str server_name(void);

/* Tells the watchers that its client has got its name, or is to lose it. */
void watches_tell(conn_id who, bool comes);

/*
 * Words that clients have said about others: names that they watch, servers for
 * which they are a bridge, and the account that makes one an operator of the
 * server. They go with its connection.
 *
 * watches_add adds one, unless it is there; false: there are too many, of the
 * client's or in all. watches_has returns whether the client has any of that
 * kind. watches_drop drops all that the client has of that kind.
 * watches_who returns the next connection with that word, or CONN_NONE, and
 * watches_next the next word of the client, or an empty one; *cursor is
 * WORDS_FIRST at first. watches_count returns how many there are.
 */
enum words_kind { WORDS_WATCHED, WORDS_SERVED, WORDS_OPER, WORDS_KINDS };
#define WORDS_FIRST UINT32_MAX
bool watches_add(enum words_kind kind, conn_id who, struct str word);
bool watches_has(enum words_kind kind, conn_id who);
void watches_drop(enum words_kind kind, conn_id who);
conn_id watches_who(enum words_kind kind, struct str word, uint32_t *cursor);
struct str watches_next(enum words_kind kind, conn_id who, uint32_t *cursor);
size_t watches_count(enum words_kind kind);

/*
 * Returns whether the client is an operator of the server. server_ops_grant
 * makes it one by that account; server_ops_revoke ends that.
 */
bool server_ops_has(conn_id who);
void server_ops_grant(conn_id who, struct str account);
void server_ops_revoke(conn_id who);

/*
 * Ends the powers of operators whose account is this one, which was removed, or
 * which the configuration does not name. Each is told by a flag event. So it
 * ends that a client serves, if the configuration does not name its account.
 */
void server_ops_review(struct str removed);

/*
 * Reads the message of the day from the file, or none if path is null. Returns
 * false with *why if it cannot be used. server_motd_use then puts it in force.
 * May block as long as the file system does.
 */
bool server_motd_read(const char *path, struct error *why);
void server_motd_use(void);

/*
 * Returns the server's name if this name looks like it (UTS 39), else an empty
 * string.
 */
struct str server_find_like(struct str name);

#endif
