/*
 * What people with old clients say to NickServ, of accounts, and to ChanServ,
 * of groups. There is nobody of these names: the router is asked, and what it
 * answers comes as their notice.
 */
#ifndef SERVER_WORKER_IRC_SERVICES_H
#define SERVER_WORKER_IRC_SERVICES_H

#include "shared/grammar.h"
#include "worker/conn/asked.h"
#include "worker/irc/session.h"

/* NICKSERV WORDS, and NS; CHANSERV WORDS, and CS. */
enum irc_done irc_nickserv(struct irc *irc, const struct irc_line *line);
enum irc_done irc_chanserv(struct irc *irc, const struct irc_line *line);

/* To one of them by PRIVMSG: is that target one? */
bool irc_is_service(struct str target);
enum irc_done irc_to_service(
    struct irc *irc, struct str target, struct str words);

void irc_hear_service(
    struct irc *irc, const struct ask *ask, const struct command *said);

/* Is the client logged in? */
void irc_hear_account(
    struct irc *irc, const struct ask *ask, const struct command *said);

#endif
