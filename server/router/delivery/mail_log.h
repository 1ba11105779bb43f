/*
 * Changes of mailboxes, for the journal's store (kept_log.h): a letter is a row
 * of the mailbox "@NAME".
 *
 *	put ID @NAME letter LETTER ACTOR TEXT
 *	put ID @NAME offer LETTER SINCE ACTOR TEXT	if the mailbox takes it
 *	cut ID @NAME letter LETTER
 *	cut ID @NAME letter -LETTER	all letters up to that one
 *
 * NAME is an account; LETTER is the ID of the message.
 */
#ifndef SERVER_ROUTER_DELIVERY_MAIL_LOG_H
#define SERVER_ROUTER_DELIVERY_MAIL_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

/*
 * Log a letter, one that the mailbox may not take, the end of one, or that of
 * all letters up to one. Those up to since (an ID) were for an earlier account
 * of the name. If the mailbox takes an offer, the talk of the sender,
 * an account, with this one has it, too, unless the sender is "-". They return
 * false if the line is lost: too much waits for the journal.
 */
bool mail_log_put(
    struct str name, uint64_t letter, struct str actor, struct str text);
bool mail_log_offer(struct str name, uint64_t since, uint64_t letter,
    struct str sender, struct str actor, struct str text);
bool mail_log_cut(struct str name, uint64_t letter);
bool mail_log_cut_upto(struct str name, uint64_t letter);

/*
 * Logs the end of a letter that is logged and not stored. There is room for
 * that when there is none for letters. Returns false if there is no memory.
 */
bool mail_log_take_back(struct str name, uint64_t letter);

/* Logs the end of a mailbox, whose account was removed. */
void mail_log_end(struct str name);

/* Returns "@NAME", valid until the next call. */
struct str mail_log_where(struct str name);

#endif
