/*
 * What outlasts the server: the tables and boxes that stay
 * (model/permanence.h), and the tables of accounts. Each change is a line for
 * the journal (delivery/unstored.h), which keeps them in the order in which
 * they came; router/history/replay.c reads them back at the start, and those
 * of an account at its login. A key that is held does not last: its holder
 * does not outlast the server either. Lines of a table, and of a box:
 *
 *	put KEY ID NAME VALUE		item ID RETURNED NAME TEXT
 *	cut KEY				gone ID
 *					box ROLE MADE POSTED TOOK
 */
#ifndef SERVER_ROUTER_VERBS_WORK_STORE_H
#define SERVER_ROUTER_VERBS_WORK_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/model/boxes.h"
#include "shared/str.h"

struct row;

/*
 * Log that a row or an item is as it is now, that a key was cut or is held from
 * now on, that an item is dropped; nothing if that does not last. They return
 * false, and the command is to be refused, if too much waits for the journal,
 * or what it has is not read yet. A change that cannot be refused is given to
 * store_must: the group's lines are written anew later.
 */
bool store_put_row(const struct row *row);
bool store_cut_row(uint32_t table, struct str key);
bool store_put_item(const struct item *item, bool taken);
bool store_cut_item(const struct item *item);
void store_put_box(uint32_t group);
void store_must(uint32_t group, bool logged);

/* Writes all that the group has anew, for it has another token. */
void store_begin_group(uint32_t group);

/* Writes anew what is due, in each turn. */
void store_turn(void);

/*
 * Note that the client has logged in, and that it is about to log out. The
 * account's rows come into its table; rows that it had before are the
 * account's then. store_must_wait returns whether its commands about its own
 * table have to wait for that, for hold_time at most.
 */
void store_logged_in(uint32_t client);
void store_logs_out(uint32_t client);
bool store_must_wait(uint32_t client);

/*
 * For replay.c. store_next_account returns a client whose account's table is
 * to be read; CLIENT_NONE: there is none. store_is_read returns whether it
 * still is; store_read_account ends that, or has it done again.
 */
uint32_t store_next_account(void);
bool store_is_read(uint32_t client);
void store_read_account(uint32_t client, bool good);

/*
 * For replay.c. Take a line of a group's table or box, or of the table of a
 * client's account. Return whether it is one.
 */
bool store_take_table(uint32_t group, struct str line);
bool store_take_box(uint32_t group, struct str line);
bool store_take_own(uint32_t client, struct str line);

/* For replay.c. All groups' lines were read. */
void store_loaded(void);
bool store_is_loaded(void);

#endif
