/* Who is put out of a channel, and who is asked in: KICK, INVITE. */
#ifndef SERVER_WORKER_IRC_MEMBERS_H
#define SERVER_WORKER_IRC_MEMBERS_H

#include "shared/grammar.h"
#include "worker/conn/asked.h"
#include "worker/irc/session.h"

enum irc_done irc_kick(struct irc *irc, const struct irc_line *line);
enum irc_done irc_invite(struct irc *irc, const struct irc_line *line);

void irc_hear_invite(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_invited(
    struct irc *irc, const struct ask *ask, const struct command *said);

#endif
