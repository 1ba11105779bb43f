/*
 * The beginning of a connection (PASS, NICK, USER, CAP, in any order): what is
 * said is kept, and the name is claimed when all is there. Until the router has
 * answered that, what else the client has said waits.
 */
#ifndef SERVER_WORKER_IRC_REGISTRATION_H
#define SERVER_WORKER_IRC_REGISTRATION_H

#include "worker/conn/asked.h"
#include "worker/irc/session.h"

/* PASS SECRET, NICK NAME (the first), USER USER 0 * REALNAME */
enum irc_done irc_pass(struct irc *irc, const struct irc_line *line);
enum irc_done irc_first_nick(struct irc *irc, const struct irc_line *line);
enum irc_done irc_user(struct irc *irc, const struct irc_line *line);

/* Something of it has been said: is it all now? */
void irc_registration_go_on(struct irc *irc);

void irc_hear_pass(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_name(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_self(
    struct irc *irc, const struct ask *ask, const struct command *said);

/* Tells the router how much of others the client is to get, by its
 * capabilities.
 */
void irc_want(struct irc *irc);

#endif
