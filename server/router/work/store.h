/*
 * What outlasts the server: the tables and boxes that stay (groups_lasts). Each
 * has a file, and each change is a line for the journal (delivery/record.h),
 * which keeps them in the order in which they came. The files are read back at
 * the start, before clients get in. A key that is held does not last: its
 * holder does not outlast the server either. Lines of a table, and of a box:
 *
 *	put KEY ID NAME VALUE		put ID RETURNED NAME TEXT
 *	cut KEY				cut ID
 */
#ifndef SERVER_ROUTER_WORK_STORE_H
#define SERVER_ROUTER_WORK_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/model/boxes.h"
#include "router/model/groups.h"
#include "shared/str.h"
#include "shared/token.h"

struct row;

/*
 * Log that a row or an item is as it is now, that a key was cut or is held from
 * now on, that an item is dropped; nothing if that does not last. They return
 * false, and the command is to be refused, if too much waits for the journal,
 * or what it has is not read yet. A change that cannot be refused is given to
 * store_must: the lines of that table, or that group, are written anew later.
 */
bool store_put_row(const struct row *row);
bool store_cut_row(uint32_t table, struct str key);
bool store_put_item(const struct item *item, bool taken);
bool store_cut_item(const struct item *item);
void store_must(uint32_t table, bool logged);

/*
 * Looks whether the group lasts since the last time, or has another token: then
 * all that it has is written anew, or at a start its files are read.
 */
void store_begin_group(uint32_t group);

/* Writes anew what is due, in each turn, but for the rows that are held. */
void store_turn(bool (*is_held)(const struct row *row));

/*
 * Reads files back, in each turn in which all groups that last are known;
 * may_end: the journal is there, whose last ID passes before the first event.
 * store_is_loaded returns whether all were read, since an earlier program too;
 * store_is_awaited, whether a start waits for that.
 */
void store_read(bool may_end);
bool store_is_loaded(void);
bool store_is_awaited(void);

#endif
