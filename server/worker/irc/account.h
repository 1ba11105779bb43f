/*
 * Accounts: AUTHENTICATE (IRCv3 SASL 3.2), whose pieces are put together here
 * while the router does the rest by its verb prove; and without SASL, PASS
 * NAME:SECRET, and REGISTER (IRCv3 draft/account-registration).
 */
#ifndef SERVER_WORKER_IRC_ACCOUNT_H
#define SERVER_WORKER_IRC_ACCOUNT_H

#include "shared/grammar.h"
#include "worker/conn/asked.h"
#include "worker/irc/session.h"

/* REGISTER ACCOUNT EMAIL SECRET */
enum irc_done irc_register(struct irc *irc, const struct irc_line *line);

/* PASS NAME:SECRET; false if it is not written so. */
bool irc_pass_login(struct irc *irc, struct str word);

void irc_hear_register(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_pass_login(
    struct irc *irc, const struct ask *ask, const struct command *said);

/* Which mechanisms are offered to the client, with commas between. */
#define IRC_MECHANISMS sizeof("PLAIN,SCRAM-SHA-256,EXTERNAL")
struct str irc_sasl_mechanisms(
    const struct irc *irc, char room[IRC_MECHANISMS]);

enum irc_done irc_authenticate(struct irc *irc, const struct irc_line *line);

/* The connection begins without its end. */
void irc_sasl_drop(struct irc *irc);

/* 900: the client is logged in now. */
void irc_sasl_tell(struct irc *irc, struct str account);

/* 901: it is not, without having asked for that. */
void irc_sasl_tell_logout(struct irc *irc);

void irc_hear_sasl(
    struct irc *irc, const struct ask *ask, const struct command *said);

#endif
