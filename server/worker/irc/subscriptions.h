/*
 * The keys of which a client of IRC is told when they change (IRCv3
 * draft/metadata-3): the router knows them by hear, once there is a name. Used
 * by metadata.c.
 */
#ifndef SERVER_WORKER_IRC_SUBSCRIPTIONS_H
#define SERVER_WORKER_IRC_SUBSCRIPTIONS_H

#include "worker/irc/ask.h"
#include "worker/irc/line.h"

/* METADATA * SUB KEYS, UNSUB KEYS, SUBS: of the line's third word on. */
enum irc_done irc_sub(struct irc *irc, const struct irc_line *line);
enum irc_done irc_unsub(struct irc *irc, const struct irc_line *line);
enum irc_done irc_subs(struct irc *irc, const struct irc_line *line);

/* The client has its name now. */
void irc_subs_begin(struct irc *irc);

/* Asks, with a join, what stands under those keys. */
void irc_subs_ask(struct irc *irc, struct str channel);

#endif
