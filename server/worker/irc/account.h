/* What others ask about accounts and services: see account.c. */
#ifndef SERVER_WORKER_IRC_ACCOUNT_H
#define SERVER_WORKER_IRC_ACCOUNT_H

#include "worker/irc/session.h"

/*
 * irc_offers takes the words of "can": returns the offers, and keeps a number
 * that one has. irc_sasl_mechanisms returns the mechanisms that are offered to
 * the client, separated by commas. irc_sasl_drop forgets an unfinished
 * AUTHENTICATE, because registration ends without it.
 */
#define IRC_MECHANISMS sizeof("PLAIN,SCRAM-SHA-256")
unsigned irc_offers(struct irc *irc, struct str words);
struct str irc_sasl_mechanisms(
    const struct irc *irc, char room[IRC_MECHANISMS]);
void irc_sasl_drop(struct irc *irc);

/*
 * irc_is_service returns whether the target of a PRIVMSG is NickServ or
 * ChanServ; irc_to_service takes the words that are sent to it.
 */
bool irc_is_service(struct str target);
void irc_to_service(struct irc *irc, struct str target, struct str words);

#endif
