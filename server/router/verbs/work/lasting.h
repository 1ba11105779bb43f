/*
 * Changes of what lasts: the rows of tables and the items of boxes that stay
 * (model/permanence.h), and the rows of accounts (own_tables.h), are also in
 * the journal's store, which gets each change as a line of the log
 * (delivery/kept_log.h):
 *
 *	put ID GROUP|@ACCOUNT row KEY ID NAME VALUE
 *	put ID @ACCOUNT bring KEY ROWS BYTES ID NAME VALUE
 *	put ID GROUP item ID RETURNED NAME TEXT
 *	put ID GROUP box box ROLE MADE POSTED TOOK
 *	cut ID GROUP|@ACCOUNT row|item|box KEY
 *	cut ID GROUP|@ACCOUNT table *
 *	cut ID GROUP box *
 *
 * The last two cut all rows, and the box with its items. The second one is a
 *row that the journal takes if the table has no more than so many rows and
 *bytes then. The last ID is that of the event which wrote the row. A key that
 *is held does not last: its holder does not outlast the server either.
 */
#ifndef SERVER_ROUTER_VERBS_WORK_LASTING_H
#define SERVER_ROUTER_VERBS_WORK_LASTING_H

#include <stdbool.h>
#include <stdint.h>

#include "router/delivery/forms.h"
#include "router/model/boxes.h"
#include "router/model/table.h"
#include "shared/str.h"

/*
 * Between these, what clients are told after a change waits until the change is
 * stored, if history_sync is each (delivery/seals.h). So a change is logged
 * before anybody is told of it.
 */
void lasting_seal(void);
void lasting_unseal(void);

/* Return whether the row, or the item, lasts. */
bool lasting_has_row(const struct row *row);
bool lasting_has_item(const struct item *item);

/*
 * Return whether the store has room for a row that is made and not put yet, or
 * for an item; true if that does not last. lasting_fits returns whether it has
 * room for all rows and items of a group.
 */
bool lasting_allows_row(const struct row *row);
bool lasting_allows_item(uint32_t group);
bool lasting_fits(uint32_t group);

/*
 * Log that a row or an item is as it is now, after it has changed, or what is
 * known of a group's box; nothing if that does not last. If too much waits for
 * the journal, those that return false have changed nothing: the command is to
 * be refused. The others have lost the change, and so is one whose result is
 * given to lasting_must: it is logged again later (lasting_has_lost), unless it
 * is of the table of an account.
 */
bool lasting_put_row(const struct row *row);
bool lasting_put_item(const struct item *item);
void lasting_put_box(uint32_t group);
void lasting_must(bool logged);

/*
 * Logs a row of a client's own table for an account that nobody may know the
 * rows of: the journal takes it if the account has room for it. It may be lost.
 */
void lasting_bring_row(const struct row *row);

/*
 * Logs that an item is given to a taker. An item under way is stored as it will
 * come back: its taker does not outlast the server.
 */
void lasting_take_item(const struct item *item);

/*
 * Log that a key was cut, or is held from now on; and that an item is dropped.
 * They return false as above.
 */
bool lasting_cut_row(uint32_t table, struct str key);
bool lasting_cut_item(const struct item *item);

/*
 * Log all of a group's rows, items and box: that they last from now on, as the
 * group is registered; and that they do not any more, unless the configuration
 * names them, as its registration has ended, whether or not they were read from
 * the store.
 */
void lasting_begin_group(uint32_t group);
void lasting_end_group(struct str name);

/*
 * Returns "@ACCOUNT", for a client whose table is its account's (own_tables.h),
 * or an empty string; valid until the next call.
 */
struct str lasting_own_table(uint32_t client);

/* Logs that an account was removed, and its table with it. */
void lasting_end_account(struct str account);

/* Logs that something which is in the store does not last any more. */
void lasting_cut(struct str where, struct str kind, struct str key);

/*
 * Returns whether a change was not logged since the last call: too much waits
 * for the journal, or there is no memory.
 */
bool lasting_has_lost(void);

#endif
