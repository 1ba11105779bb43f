/*
 * Accounts without SASL: PASS NAME:SECRET, and REGISTER (IRCv3
 * draft/account-registration).
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

#endif
