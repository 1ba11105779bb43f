/*
 * Accounts: AUTHENTICATE (IRCv3 SASL 3.2), whose pieces are joined here while
 * the router's verb prove does the rest; PASS NAME:SECRET, without SASL; and
 * REGISTER (IRCv3 draft/account-registration).
 */
#ifndef SERVER_WORKER_IRC_ACCOUNT_H
#define SERVER_WORKER_IRC_ACCOUNT_H

#include "worker/irc/session.h"

/*
 * Returns the mechanisms that are offered to the client, separated by commas.
 */
#define IRC_MECHANISMS sizeof("PLAIN,SCRAM-SHA-256,EXTERNAL")
struct str irc_sasl_mechanisms(
    const struct irc *irc, char room[IRC_MECHANISMS]);

/* Forgets an unfinished AUTHENTICATE, because registration ends without it. */
void irc_sasl_drop(struct irc *irc);

/* Writes 900: the client is logged in now. */
void irc_sasl_reply(struct irc *irc, struct str account);

/* Writes 901: the client was logged out without having asked for it. */
void irc_sasl_reply_logout(struct irc *irc);

#endif
