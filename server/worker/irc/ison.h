/* ISON, USERHOST: who of several is here, in one line. */
#ifndef SERVER_WORKER_IRC_ISON_H
#define SERVER_WORKER_IRC_ISON_H

#include "shared/grammar.h"
#include "worker/conn/asked.h"
#include "worker/irc/session.h"

enum irc_done irc_ison(struct irc *irc, const struct irc_line *line);
enum irc_done irc_userhost(struct irc *irc, const struct irc_line *line);

void irc_hear_ison(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_userhost(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_here(
    struct irc *irc, const struct ask *ask, const struct command *said);

#endif
