/* WHO, with the fields of WHOX: who is in a channel, or whom a mask means. */
#ifndef SERVER_WORKER_IRC_WHO_H
#define SERVER_WORKER_IRC_WHO_H

#include "shared/grammar.h"
#include "worker/conn/asked.h"
#include "worker/irc/session.h"

enum irc_done irc_who(struct irc *irc, const struct irc_line *line);
void irc_hear_who(
    struct irc *irc, const struct ask *ask, const struct command *said);

#endif
